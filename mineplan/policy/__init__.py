"""The law as dated data: which rulings are in force on a day, each with its citation.

The rulings stand in `mineplan/rules/*.yaml`. Repealed is `null`, an absent key is an error, an
unknown key is an error. Nothing here reads the clock: the day is given.
"""

from mineplan.policy.files import FACTS, Assumption, Scope
from mineplan.policy.reading import RULES, read_policy, read_rules, rule_schema
from mineplan.policy.rulings import Amount, Citation, Policy, Ruling, keeps_within, reaches

__all__ = [
    "FACTS",
    "RULES",
    "Amount",
    "Assumption",
    "Citation",
    "Policy",
    "Ruling",
    "Scope",
    "keeps_within",
    "reaches",
    "read_policy",
    "read_rules",
    "rule_schema",
]
