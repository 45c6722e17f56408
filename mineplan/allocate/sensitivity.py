"""Seeded draws of weights and uncertain inputs, and how often a choice holds under them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from mineplan.scenario import Sensitivity
from mineplan.scenario.choices import Choices

Weights = TypeVar("Weights", bound=Choices)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Draw:
    """One perturbed run.

    Attributes
    ----------
    weights
        `part.name` -> factor.
    reserve_factor
        K, or None for the scenario's own.
    interval, as_ratio
        Mine or block -> factor of its interval thickness or A/S ratio.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    reserve_factor: float | None = None
    interval: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    as_ratio: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


PLAIN = Draw()


@dataclass(frozen=True)
class Drawn:
    """What is drawn: names of weights, range of K, mines with an interval, blocks and bodies with an A/S ratio."""

    weights: tuple[str, ...]
    reserve_factor: tuple[float, float] | None
    intervals: tuple[str, ...]
    ratios: tuple[str, ...]


def weight_names(parts: Mapping[str, Choices]) -> tuple[str, ...]:
    """Return `part.name` of every weight of the parts of a plan."""
    return tuple(f"{part}.{name}" for part in sorted(parts) for name in sorted(type(parts[part]).model_fields))


def draws(choices: Sensitivity, drawn: Drawn) -> tuple[Draw, ...]:
    """Return the draws of a scenario; run k is the same whatever the number of runs.

    Every figure is drawn evenly from its range, in the order of sorted names, from PCG64 seeded by (seed, k).
    """
    import numpy as np

    made = []
    for run in range(choices.runs):
        random = np.random.Generator(np.random.PCG64([choices.seed, run]))

        def around(names: Iterable[str], share: float, random: np.random.Generator = random) -> Mapping[str, float]:
            return MappingProxyType({name: float(1 + share * (2 * random.random() - 1)) for name in sorted(names)})

        weights = around(drawn.weights, choices.weights_share)
        low, high = drawn.reserve_factor or (0.0, 0.0)
        factor = float(low + (high - low) * random.random())
        intervals = around(drawn.intervals, choices.interval_share)
        ratios = around(drawn.ratios, choices.as_ratio_share)
        made.append(Draw(weights, factor if drawn.reserve_factor else None, intervals, ratios))
    return tuple(made)


def perturbed(weights: Weights, part: str, draw: Draw) -> Weights:
    """Return weights multiplied by what was drawn for them."""
    values = {
        name: getattr(weights, name) * draw.weights.get(f"{part}.{name}", 1.0) for name in type(weights).model_fields
    }
    return weights.model_copy(update=values)


def held(chosen: Mapping[Key, object], runs: Sequence[Mapping[Key, object]]) -> dict[Key, int]:
    """Return, for each key, in how many runs its choice is the one chosen."""
    return {key: sum(run.get(key) == choice for run in runs) for key, choice in chosen.items()}
