"""How a plan honours each decision: the facts in words, and what the data say otherwise than before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mineplan.decisions.asking import Asked, Wish
from mineplan.decisions.file import Decision, Decisions
from mineplan.plans.decided import Decided, Heeded
from mineplan.review.events import ACTION_LABELS, KIND_LABELS, VERDICT_LABELS, Change
from mineplan.schema import RIGHTS
from mineplan.terms import Heeding

_WRITTEN = {
    "accept": "同意（保持同一区块）",
    "reject": "不同意",
    "keep_together": ACTION_LABELS["keep_together"],
    "keep_apart": ACTION_LABELS["keep_apart"],
    "comment": KIND_LABELS["remark"],
}
_UNITS = {"m": "米", "km2": "平方千米", "t": "吨", "t_a": "吨/年"}
# From best to worst: a decision stands as its worst part does.
_ORDER = (Heeding.HONOURED, Heeding.OPEN, Heeding.VOID)
_Part = tuple[Heeding, str]


@dataclass(frozen=True)
class GroupNow:
    """A group of the new plan."""

    group_id: str
    right_ids: tuple[str, ...]
    lead_id: str


def heeded(
    decisions: Decisions, asked: Asked, groups: Collection[GroupNow], rows: Mapping[str, Mapping[str, Any]]
) -> Decided:
    """Return what became of each decision.

    Parameters
    ----------
    decisions, asked
        As they were given to the run (`with_run`, `asked_of`).
    groups
        Of the new plan.
    rows
        What the new run's tables say of the rights (`review.run.stated_rows`).
    """
    ground = _Ground(decisions, {r: g for g in groups for r in g.right_ids}, rows)
    told = tuple(ground.told(one, wish) for one, wish in zip(decisions.decisions, asked.wishes, strict=True))
    head = None if decisions.head is None else (decisions.head.seq, decisions.head.hash)
    return Decided(decisions.run, decisions.input_hash, head, told)


@dataclass(frozen=True)
class _Ground:
    decisions: Decisions
    home: Mapping[str, GroupNow]
    rows: Mapping[str, Mapping[str, Any]]

    def told(self, decision: Decision, wish: Wish) -> Heeded:
        """Return what became of one decision."""
        state, words = self._fate(decision, wish)
        ids = dict.fromkeys((*self._members(decision), *(r for c in decision.changes for r in c.right_ids)))
        counts = state not in (Heeding.REPLACED, Heeding.NOTED)
        return Heeded(
            wish.no,
            decision.group_id,
            decision.by,
            decision.at,
            decision.text,
            asked_words(decision),
            state,
            words,
            tuple(self._changed(ids)) if counts else (),
            tuple(ids),
        )

    def _members(self, decision: Decision) -> tuple[str, ...]:
        then = self.decisions.groups.get(decision.group_id) if decision.kind is not None else None
        return then.right_ids if then is not None else decision.right_ids

    def _fate(self, decision: Decision, wish: Wish) -> _Part:
        if wish.replaced_by is not None:
            other = self.decisions.decisions[wish.replaced_by - 1]
            final = "最终意见" if other.kind == "final" else "其后意见"
            return Heeding.REPLACED, f"以第{wish.replaced_by}条{final}（{other.by}）为准"
        if decision.kind == "remark" or decision.action == "comment":
            return Heeding.NOTED, "备注不形成约束"
        parts = list(self._parts(decision, wish))
        return max((state for state, _ in parts), key=_ORDER.index), "；".join(dict.fromkeys(w for _, w in parts))

    def _parts(self, decision: Decision, wish: Wish) -> Iterator[_Part]:
        yield from ((Heeding.VOID, f"{right_id}{why}") for right_id, why in wish.gone.items())
        if decision.verdict == "agree":
            if not wish.gone:
                yield self._kept(wish)
        elif decision.verdict == "disagree" or decision.action == "reject":
            yield self._refused(self._members(decision))
        elif decision.action is not None:
            label = "keep_apart" if decision.action == "keep_apart" else "keep_together"
            yield self._change(Change(action=label, right_ids=decision.right_ids), (), wish)
        elif not decision.changes:
            yield Heeding.OPEN, "未附可执行的修改内容，须人工落实"
        else:
            members = self._members(decision)
            for change in decision.changes:
                left = tuple(r for r in change.right_ids if r not in wish.gone)
                if left:
                    yield self._change(Change(action=change.action, right_ids=left), members, wish)

    def _kept(self, wish: Wish) -> _Part:
        now = self.home.get(wish.locked[0])
        if now is None or set(now.right_ids) != set(wish.locked):
            return Heeding.OPEN, "本方案未保持该区块"
        led = f"，整合主体为{now.lead_id}" if wish.lead in ("", now.lead_id) else f"，整合主体改为{now.lead_id}"
        return Heeding.HONOURED, f"区块保持不变，为本方案区块{now.group_id}{led}"

    def _refused(self, members: tuple[str, ...]) -> _Part:
        now = self.home.get(members[0]) if members else None
        if now is not None and set(now.right_ids) == set(members):
            return Heeding.OPEN, f"未附修改内容，不形成约束；本方案仍提出该区块（{now.group_id}），须另行研究"
        return Heeding.OPEN if not members else Heeding.HONOURED, "本方案不再提出该区块"

    def _change(self, change: Change, members: tuple[str, ...], wish: Wish) -> _Part:
        ids = change.right_ids
        if change.action == "leave_out":
            rest = {b for a, b in (*wish.apart, *((b, a) for a, b in wish.apart)) if a in ids and b in members}
            is_done = not any(self._is_one(r, m) for r in ids for m in rest - set(ids))
            return self._state(is_done), "；".join(f"{r}{'已' if is_done else '未'}剔除，{self._place(r)}" for r in ids)
        if change.action == "add":
            firsts = {r: [b for p in wish.together if r in p for b in p if b in members] for r in ids}
            # Who was there already needs no other.
            is_done = all(any(self._is_one(r, m) for m in firsts[r] or (r,)) for r in ids)
            words = f"{'、'.join(ids)}{'已' if is_done else '未'}并入"
            return self._state(is_done), f"{words}，{self._place(ids[0])}"
        if change.action == "lead":
            return self._led(ids[0])
        homes = [self.home.get(r) for r in ids]
        is_apart = all(not self._is_one(a, b) for k, a in enumerate(ids) for b in ids[:k])
        is_together = homes[0] is not None and all(h is homes[0] for h in homes)
        is_done = is_apart if change.action == "keep_apart" else is_together
        where = f"同在区块{homes[0].group_id}" if is_together and homes[0] else "分属不同区块或者单独设置"
        where = where if is_together or is_apart else "部分同在一个区块"
        return self._state(is_done), f"{'、'.join(ids)}{where}"

    def _led(self, right_id: str) -> _Part:
        now = self.home.get(right_id)
        if now is None:
            return Heeding.OPEN, f"{right_id}未与其他采矿权合并，无从牵头"
        return self._state(now.lead_id == right_id), f"区块{now.group_id}的整合主体为{now.lead_id}"

    @staticmethod
    def _state(is_done: bool) -> Heeding:
        return Heeding.HONOURED if is_done else Heeding.OPEN

    def _is_one(self, a: str, b: str) -> bool:
        return a in self.home and self.home[a] is self.home.get(b)

    def _place(self, right_id: str) -> str:
        now = self.home.get(right_id)
        return "单独设置" if now is None else f"在区块{now.group_id}"

    def _changed(self, right_ids: Collection[str]) -> Iterator[str]:
        for right_id in right_ids:
            then, now = self.decisions.rights.get(right_id), self.rows.get(right_id)
            if then is not None and now is not None:
                yield from _differences(right_id, then, now)


def _differences(right_id: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if then.get("geometry") != now.get("geometry"):
        yield f"{right_id}的矿区范围已变化"
    for column in RIGHTS.columns:
        before, after = then.get(column.name), now.get(column.name)
        if column.name != "geometry" and before != after:
            yield f"{right_id}的{column.label}由{_shown(column, before)}变为{_shown(column, after)}"


def _shown(column: Any, value: Any) -> str:
    if value is None:
        return "空"
    if column.term is not None:
        return next((member.label for member in column.term if member.value == value), str(value))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}{_UNITS.get(column.unit, '')}" if is_number else str(value)


def asked_words(decision: Decision) -> str:
    """Say what a decision asks, in Chinese."""
    if decision.action is not None:
        ids = "、".join(decision.right_ids)
        return _WRITTEN[decision.action] + (f"：{ids}" if ids else "")
    if decision.verdict is None:
        return KIND_LABELS["remark"]
    changes = "；".join(f"{ACTION_LABELS[c.action]}{'、'.join(c.right_ids)}" for c in decision.changes)
    said = VERDICT_LABELS[decision.verdict] + (f"：{changes}" if changes else "")
    return f"{KIND_LABELS['final']}：{said}" if decision.kind == "final" else said
