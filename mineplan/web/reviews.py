"""The review of a run as the site sees it: groups of the plan, ledger, and whether both are sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mineplan.errors import InputError, words_of
from mineplan.review.events import KIND_LABELS, VERDICT_LABELS, Event, input_hash
from mineplan.review.ledger import Ledger, ledger_path
from mineplan.review.run import ReviewedRun, read_reviewed
from mineplan.web.catalogue import Run
from mineplan.web.guard import parts

_NEEDED = ("plan.json", "problem.json")


@dataclass(frozen=True)
class Group:
    """A group of the plan, and the event that counts for it: a final opinion before others, then the latest."""

    group_id: str
    lead: str
    members: tuple[str, ...]
    latest: Event | None = None

    @property
    def verdict_label(self) -> str:
        """What was said, in Chinese; 未审查 where nothing was."""
        if self.latest is None or self.latest.verdict is None:
            return "未审查"
        kind = "" if self.latest.kind == "opinion" else f"（{KIND_LABELS[self.latest.kind]}）"
        return VERDICT_LABELS[self.latest.verdict] + kind


@dataclass(frozen=True)
class Review:
    """How far the review of a run has come.

    Attributes
    ----------
    problems
        What forbids reviewing: the run is not whole, the ledger is another run's, the chain is damaged.
    """

    groups: tuple[Group, ...]
    seq: int
    hash: str
    problems: tuple[str, ...]

    @property
    def done(self) -> int:
        """How many groups bear a verdict."""
        return sum(group.latest is not None for group in self.groups)


def ledger_of(run: Run) -> Ledger:
    """Return the ledger of a run.

    Raises
    ------
    InputError
        The run is no finished consolidation, or the file is no ledger of it.
    """
    site = parts().site
    path = site.ledger if site.ledger is not None and site.only == run.name else ledger_path(run.path)
    return Ledger(path, run.name, input_hash(run.path))


def reviewed(run: Run) -> ReviewedRun:
    """Return the groups and rights of a run's plan.

    Raises
    ------
    InputError
        The run is not whole.
    """
    plan = run.path / "plan.json"
    if not plan.is_file():
        raise InputError("plan.json：缺失")
    return parts().catalogue.kept.get("reviewed", plan, lambda path: read_reviewed(path.parent))


def problems_of(run: Run) -> tuple[str, ...]:
    """Return which files that a review needs are not as the manifest says."""
    return tuple(fault for fault in (parts().catalogue.fault(run, name) for name in _NEEDED) if fault)


def looked_at(ledger: Ledger) -> tuple[list[Event], tuple[str, ...]]:
    """Return the events of a ledger and what is wrong with its chain; no event is told of a broken one.

    The whole chain is reckoned again whenever the file has changed.
    """
    known, sign = parts().ledgers, _sign(ledger.path)
    if ledger.path not in known or known[ledger.path][0] != sign:
        broken = tuple(f"审查台账链条有问题：{words}" for words in ledger.verify())
        known[ledger.path] = (sign, [] if broken else ledger.events(), broken)
    _, events, broken = known[ledger.path]
    return events, broken


def _sign(path: Path) -> tuple[tuple[int, int], ...]:
    """Return times and sizes of a database and its write-ahead log."""
    files = [path, path.with_name(path.name + "-wal")]
    return tuple((state.st_mtime_ns, state.st_size) for state in (f.stat() for f in files if f.is_file()))


def review_of(run: Run) -> Review:
    """Return the state of a run's review; what is wrong stands in it and is not raised."""
    groups: tuple[Group, ...] = ()
    seq, head = 0, ""
    try:
        plan = reviewed(run)
        groups = tuple(Group(name, group.lead_id, group.right_ids) for name, group in plan.groups.items())
        ledger = ledger_of(run)
        events, broken = looked_at(ledger)
        problems = (*problems_of(run), *broken)
        seq, head = (events[-1].seq, events[-1].hash) if events else ledger.head()
        counting = counting_events(events)
        groups = tuple(Group(g.group_id, g.lead, g.members, counting.get(g.group_id)) for g in groups)
    except InputError as error:
        problems = problems_of(run) or tuple(words_of(error))
    return Review(groups, seq, head, problems)


def counting_events(events: list[Event]) -> dict[str, Event]:
    """Return the event of each group that counts: the latest final opinion, else the latest opinion."""
    found: dict[str, Event] = {}
    for event in events:
        known = found.get(event.group_id)
        if event.kind == "remark" or (known is not None and known.kind == "final" and event.kind == "opinion"):
            continue
        found[event.group_id] = event
    return found


def reviewed_runs() -> list[tuple[Run, int]]:
    """Return the consolidation runs that somebody has reviewed, with the number of events."""
    found = []
    for run in parts().catalogue.runs():
        if run.kind == "consolidation" and ledger_path(run.path).is_file():
            try:
                found.append((run, ledger_of(run).head()[0]))
            except InputError:
                continue
    return [(run, seq) for run, seq in found if seq]


def write_decisions(run: Run, file: Path) -> None:
    """Write a review as `consolidate --decisions` takes it; the worker does it, for it reads the run's tables.

    Raises
    ------
    InputError
        The run is not whole, or its ledger is damaged or another run's.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    answer = parts().worker.ask("export", {"run": str(run.path), "file": str(file)})
    if "problems" in answer:
        raise InputError(list(answer["problems"]))
