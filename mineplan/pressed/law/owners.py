"""Whether two company names mean one company: matched, asked, or different; never guessed."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from enum import Enum

_BRACKETS = re.compile(r"[()\[\]{}〔〕【】]")
_NOISE = re.compile(r"[\s·•.,，。、'’\"“”_-]+")
# Two ways to write one form (公司法: 有限责任公司 or 有限公司 in the name).
_FORMS = (("有限责任公司", "有限公司"), ("股份有限公司", "股份公司"))
# Above this likeness two names of different spelling are asked about.
_ALIKE = 0.85


class SameOwner(Enum):
    """What comparing two names says."""

    SAME = "same"
    VARIANT = "variant"
    ASK = "ask"
    DIFFERENT = "different"


def compare_owners(owner: str, holder: str) -> SameOwner:
    """Compare the names of a builder and of a holder of a mining right.

    Returns
    -------
    `SAME` where they differ in width, kind of brackets, blanks and case at most; `VARIANT` where also the form of the
    company is written in its other lawful way (有限公司, 有限责任公司); `ASK` where brackets were dropped, one name
    holds the other, or they are nearly alike; `DIFFERENT` otherwise and where either is blank.
    """
    ours, theirs = _folded(owner), _folded(holder)
    if not ours or not theirs:
        return SameOwner.DIFFERENT
    if ours == theirs:
        return SameOwner.SAME
    ours, theirs = _with_one_form(ours), _with_one_form(theirs)
    if ours == theirs:
        return SameOwner.VARIANT
    bare = [_BRACKETS.sub("", name) for name in (ours, theirs)]
    if bare[0] == bare[1] or _holds(bare[0], bare[1]) or _holds(bare[1], bare[0]):
        return SameOwner.ASK
    stem, other = _stem(bare[0]), _stem(bare[1])
    is_alike = SequenceMatcher(None, stem, other, autojunk=False).ratio() >= _ALIKE
    return SameOwner.ASK if stem == other or is_alike else SameOwner.DIFFERENT


def _folded(name: str) -> str:
    """Fold width, brackets of all kinds to round ones, blanks and points."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"[\[{〔【]", "(", re.sub(r"[\]}〕】]", ")", text))
    return _NOISE.sub("", text)


def _with_one_form(name: str) -> str:
    for long, short in _FORMS:
        name = name.replace(long, short)
    return name


def _holds(long: str, short: str) -> bool:
    """Whether a name is the other with something after it: a branch, a mine, a works."""
    return len(short) >= 4 and long.startswith(short)


def _stem(name: str) -> str:
    """Take the words away that every company bears, so that names of two different ones do not look alike."""
    return re.sub(r"(集团|股份|有限|公司|总|分)", "", name)
