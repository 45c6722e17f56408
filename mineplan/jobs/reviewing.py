"""What a change that a reviewer has in mind would cost, asked of the solver without the run's geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError

if TYPE_CHECKING:
    from mineplan.decisions import Asked
    from mineplan.partition import Partition, PartitionProblem
    from mineplan.review.events import Change, Opinion
    from mineplan.review.run import ReviewedRun

_Groups = list[list[int]]
_CONFLICTS = "存在整合触发情形而未归入同一区块"


@dataclass(frozen=True)
class _Question:
    """A piece of the run's problem: as it was solved, as it is asked now, and the run's groups on it."""

    ids: list[str]
    before: PartitionProblem
    after: PartitionProblem
    groups: _Groups
    opinion: Opinion
    asked: Asked


def what_if(
    run_folder: Path,
    changes: Sequence[Change | Mapping[str, Any]],
    time_limit_s: float | None = None,
    group_id: str = "",
) -> dict[str, Any]:
    """Return what the best plan with some changes would cost.

    The problem that the run solved is asked again with the changes as pins, on the rights alone that can be
    concerned: those linked to the rights named, directly or through others, by neighbourhood or an orebody.

    Parameters
    ----------
    run_folder
        The run; `problem.json` and `plan.json` of it are read.
    changes
        `review.events.Change`, or the same as JSON.
    time_limit_s
        Seconds for the solver; None without limit.
    group_id
        The group that the changes are about; without it, that of the first right which a change names.

    Returns
    -------
    `status` as the solver's; `objective`, `bound` and `gap` of the whole plan with the changes; `cost`, what it
    costs more (points, negative when it saves); `terms`, the same by term; `groups` that would change; `words`
    in Chinese. Without a plan all figures are None and `words` say why.

    Raises
    ------
    InputError
        No run, or changes that name what the run does not have, in Chinese.
    """
    from mineplan.partition import solve
    from mineplan.review.run import read_reviewed
    from mineplan.runs import read_json

    run = read_reviewed(run_folder)
    plan = read_json(run_folder / "plan.json")
    question = _question(run, _opinion(run, changes, group_id), read_json(run_folder / "problem.json"))
    answer = solve(question.after, time_limit=time_limit_s)
    if not answer.groups:
        return _without_plan(question, answer)
    return _answer(question, answer, plan)


def _opinion(run: ReviewedRun, changes: Sequence[Any], group_id: str) -> Opinion:
    from mineplan.review.events import read_opinion
    from mineplan.review.run import misfits_of

    listed = [change if isinstance(change, Mapping) else change.model_dump() for change in changes]
    if not listed:
        raise InputError("未列修改内容")
    homes = {r: name for name, group in run.groups.items() for r in group.right_ids}
    named = [str(r) for change in listed for r in change.get("right_ids", ())]
    home = group_id or next((homes[r] for r in named if r in homes), next(iter(run.groups), ""))
    opinion = read_opinion(
        {"group_id": home, "kind": "opinion", "verdict": "change", "text": "试算", "changes": listed}
    )
    if faults := misfits_of(opinion, run):
        raise InputError(faults)
    return opinion


def _question(run: ReviewedRun, opinion: Opinion, content: dict[str, Any]) -> _Question:
    from mineplan.consolidate.problem import Pins, pinned
    from mineplan.decisions import asked_of
    from mineplan.decisions.file import Decision, Decisions, GroupThen
    from mineplan.partition import read_problem
    from mineplan.partition.piece import piece_of, touched

    # Of a province's millions of distances a piece needs a few.
    table = content.pop("distance", None)
    ids, whole = list(content["ids"]), read_problem(content)
    group = run.groups[opinion.group_id]
    decision = Decision(at=f"{run.as_of}T00:00:00", by="试算", **opinion.model_dump())
    then = {opinion.group_id: GroupThen(right_ids=group.right_ids, lead_id=group.lead_id)}
    asked = asked_of(Decisions(groups=then, decisions=(decision,)), run.right_ids, ids)
    gone = {r: why for wish in asked.wishes for r, why in wish.gone.items()}
    if gone:
        raise InputError([f"{r}{why}" for r, why in sorted(gone.items())])
    after = pinned(whole, ids, Pins(asked.together, asked.apart))
    place = {right_id: k for k, right_id in enumerate(ids)}
    named = {place[r] for change in opinion.changes for r in change.right_ids} | {place[r] for r in group.right_ids}
    nodes = touched(after, named)
    distance = None if table is None else tuple(tuple(table[a][b] for b in nodes) for a in nodes)
    here = {ids[k]: at for at, k in enumerate(nodes)}
    groups = [sorted(here[r] for r in g.right_ids) for g in run.groups.values() if g.right_ids[0] in here]
    alone = set(range(len(nodes))) - {k for g in groups for k in g}
    return _Question(
        [ids[k] for k in nodes],
        replace(piece_of(whole, nodes), distance=distance),
        replace(piece_of(after, nodes), distance=distance),
        sorted([*groups, *([k] for k in alone)]),
        opinion,
        asked,
    )


def _answer(question: _Question, answer: Partition, plan: dict[str, Any]) -> dict[str, Any]:
    from mineplan.consolidate.plan import terms_of

    before = terms_of(question.before, tuple(map(tuple, question.groups)))
    after = terms_of(question.after, answer.groups)
    terms = {name: after[name] - before[name] for name in after}
    cost = round(answer.objective - sum(before.values()), 6)
    objective, bound = plan["objective"] + cost, plan["objective"] + cost - (answer.objective - answer.bound)
    changed = _changed(question, answer)
    made = {
        "status": answer.status,
        "objective": objective,
        "bound": bound,
        "gap": (objective - bound) / max(1.0, abs(objective)),
        "cost": cost,
        "terms": terms,
        "groups": [{"right_ids": list(ids), "is_new": is_new} for ids, is_new in changed],
        "rights": len(question.ids),
        "seconds": round(answer.seconds, 3),
    }
    return made | {"words": _words(made, question, changed, plan)}


def _changed(question: _Question, answer: Partition) -> list[tuple[tuple[str, ...], bool]]:
    """Return the groups that would go and those that would come, rights alone included."""
    before = {tuple(sorted(question.ids[k] for k in g)) for g in question.groups}
    after = {tuple(sorted(question.ids[k] for k in g)) for g in answer.groups}
    return [(g, False) for g in sorted(before - after)] + [(g, True) for g in sorted(after - before)]


def _words(
    made: dict[str, Any], question: _Question, changed: list[tuple[tuple[str, ...], bool]], plan: dict[str, Any]
) -> list[str]:
    from mineplan.documents.context.proof import WEIGHTS

    labels = {name: label for name, (label, _) in WEIGHTS.items()} | {"conflicts": _CONFLICTS}
    cost, objective = made["cost"], made["objective"]
    head = (
        f"目标值由{plan['objective']:g}变为{objective:g}，{_price(cost)}" if cost else f"目标值不变，仍为{objective:g}"
    )
    proof = "已证明最优" if made["status"] == "optimal" else f"未证明最优，与下界相差{made['gap']:.2%}"
    words = [f"{head}（{proof}）"]
    by_term = [f"{labels[name]}{_price(value)}" for name, value in made["terms"].items() if value]
    words += [f"其中：{'；'.join(by_term)}"] if by_term else []
    words += [_told(ids, is_new) for ids, is_new in changed]
    if not changed:
        words.append("区块划分不变")
    if question.asked.leads:
        words.append(f"整合主体改为{'、'.join(question.asked.leads)}不计入目标值")
    if plan["status"] != "optimal":
        words.append(f"原方案未证明最优（与下界相差{plan['gap']:.2%}），差额仅供参考")
    return words


def _price(points: float) -> str:
    return f"{'多花' if points > 0 else '节省'}{abs(points):g}分"


def _told(ids: tuple[str, ...], is_new: bool) -> str:
    if len(ids) == 1:
        return f"{ids[0]}{'改为单独设置' if is_new else '不再单独设置'}"
    return f"{'新的' if is_new else '不再有'}区块：{'、'.join(ids)}"


def _without_plan(question: _Question, answer: Partition) -> dict[str, Any]:
    """Return why there is no answer: no time, or what the changes contradict."""
    none = dict.fromkeys(("objective", "bound", "gap", "cost"))
    made: dict[str, Any] = {"status": answer.status, **none, "terms": {}, "groups": [], "rights": len(question.ids)}
    if answer.status == "no_plan_in_time":
        return made | {"words": ["在限定时间内没有求得方案，请放宽时间再试"]}
    names = {"members": "采矿权数上限", "span": "中心距离上限", "area": "面积上限", "capacity": "规模上限"}
    words = ["所提修改与现有约束不能同时满足，去掉下列任何一项即可："]
    for conflict in answer.conflicts:
        for kind, label in (("together", "须同组"), ("apart", "须分开")):
            words += [f"{question.ids[a]}与{question.ids[b]}{label}" for a, b in conflict.get(kind, [])]
        words += [f"限制条件：{names.get(name, name)}" for name in conflict.get("limits", [])]
    if not any(conflict.get("apart") or conflict.get("limits") for conflict in answer.conflicts):
        words.append("上列采矿权之间没有可以相连的采矿权")
    return made | {"words": words}
