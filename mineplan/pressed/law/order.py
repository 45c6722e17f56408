"""The order in which the law is asked, as one reads a statute: the first step with a verdict decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mineplan.policy import Ruling
from mineplan.pressed.law.approving import approval, compensation, record
from mineplan.pressed.law.banning import banned_mineral, key_project
from mineplan.pressed.law.exempting import exempt_zone, own_mine
from mineplan.pressed.law.importance import identified, importance
from mineplan.pressed.law.matter import Matter, Said
from mineplan.pressed.law.overlapping import nothing, pillar_range, right_without_ore, unaffected
from mineplan.pressed.law.querying import query
from mineplan.terms import Authority, Verdict

# Steps 2 to 10 of the decision order, each a function whose docstring names its articles. Step 1, the query, is of
# the project and stands before them all.
STEPS: tuple[Callable[[Matter], Said], ...] = (
    nothing,
    unaffected,
    pillar_range,
    right_without_ore,
    own_mine,
    exempt_zone,
    importance,
    identified,
    banned_mineral,
    key_project,
    approval,
    compensation,
    record,
)
# From light to grave; a project's verdict is its gravest part's. An open question outweighs everything that lets a
# project go, and hides nothing that is certain and graver; without a query nothing else can be relied on (step 1).
GRAVITY = (
    Verdict.NOT_PRESSED,
    Verdict.NOT_TREATED_AS_PRESSED,
    Verdict.OWN_MINE_EXEMPT,
    Verdict.RECORD_ONLY,
    Verdict.REGISTRATION_ONLY,
    Verdict.COMPENSATION_ONLY,
    Verdict.NEEDS_CONFIRMATION,
    Verdict.APPROVAL_REQUIRED,
    Verdict.FORBIDDEN_IN_PRINCIPLE,
    Verdict.QUERY_NEEDED,
)


@dataclass(frozen=True)
class Decision:
    """What the law says of a matter.

    Attributes
    ----------
    step
        Name of the step that decided.
    otherwise
        The verdict if every open question that decided were answered against the builder; None where none was open.
    rulings
        Of every step up to the one that decided, each once.
    """

    verdict: Verdict
    step: str
    rulings: tuple[Ruling, ...] = ()
    questions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    authority: Authority | None = None
    otherwise: Verdict | None = None


def decide(matter: Matter) -> Decision:
    """Ask the steps in order; the first verdict decides, and what an open one would become is said beside it."""
    said: list[Said] = []
    for at, step in enumerate(STEPS):
        said.append(step(matter))
        verdict = said[-1].verdict
        if verdict is None:
            continue
        otherwise = _beyond(matter, at + 1) if verdict is Verdict.NEEDS_CONFIRMATION else None
        return _decision(verdict, step.__name__, said, otherwise)
    raise AssertionError("the last step always says something")


def ask_query(matter: Matter) -> Decision | None:
    """Ask step 1; None where the query is in order, and where none is needed."""
    said = query(matter)
    return None if said.verdict is None else _decision(said.verdict, query.__name__, [said], None)


def _decision(verdict: Verdict, step: str, said: list[Said], otherwise: Verdict | None) -> Decision:
    remarks = [remark for one in said for remark in one.remarks]
    if otherwise is not None:
        remarks.append(f"上述疑问若都不成立例外，则{otherwise.label}。")
    return Decision(
        verdict,
        step,
        tuple(dict.fromkeys(ruling for one in said for ruling in one.rulings)),
        tuple(dict.fromkeys(question for one in said for question in one.questions)),
        tuple(dict.fromkeys(remarks)),
        said[-1].authority,
        otherwise,
    )


def _beyond(matter: Matter, start: int) -> Verdict | None:
    """Return the first verdict of the later steps that is not an open question itself."""
    for step in STEPS[start:]:
        verdict = step(matter).verdict
        if verdict is not None and verdict is not Verdict.NEEDS_CONFIRMATION:
            return verdict
    return None


def gravest(verdicts: list[Verdict]) -> Verdict:
    """Return the gravest verdict; nothing at all is not pressed."""
    return max(verdicts, key=GRAVITY.index, default=Verdict.NOT_PRESSED)
