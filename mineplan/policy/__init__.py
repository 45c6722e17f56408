"""The law as dated data: which rulings are in force on a day, each with its citation.

The rulings stand in `mineplan/rules/*.yaml`. Repealed is `null`, an absent key is an error, an
unknown key is an error. Nothing here reads the clock: the day is given.
"""

from typing import TYPE_CHECKING, Any

from mineplan.policy.rulings import Amount, Citation, Policy, Ruling, keeps_within, policy_on, reaches

if TYPE_CHECKING:
    from mineplan.policy.files import FACTS, Assumption, Scope
    from mineplan.policy.reading import RULES, assumed_rulings, read_policy, read_rules, rule_schema

__all__ = [
    "FACTS",
    "RULES",
    "Amount",
    "Assumption",
    "Citation",
    "Policy",
    "Ruling",
    "Scope",
    "assumed_rulings",
    "keeps_within",
    "policy_on",
    "reaches",
    "read_policy",
    "read_rules",
    "rule_schema",
]


def __getattr__(name: str) -> Any:
    """Import what reads rule files when it is first asked for: its models cost a question its speed."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mineplan.policy import files, reading

    return getattr(files if name in ("FACTS", "Assumption", "Scope") else reading, name)
