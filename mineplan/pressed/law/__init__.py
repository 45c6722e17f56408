"""The law of the day over what a project presses: the decision order, one step a function."""

from mineplan.pressed.law.importance import regime_of
from mineplan.pressed.law.matter import Holding, Matter, asked
from mineplan.pressed.law.order import GRAVITY, STEPS, Decision, ask_query, decide, gravest
from mineplan.pressed.law.owners import SameOwner, compare_owners

__all__ = [
    "GRAVITY",
    "STEPS",
    "Decision",
    "Holding",
    "Matter",
    "SameOwner",
    "ask_query",
    "asked",
    "compare_owners",
    "decide",
    "gravest",
    "regime_of",
]
