"""Words that stand in the place of a value and are none: "Job: same", "Company: retired".

They say that nothing has changed, that there is nothing any more, or how somebody is for a while.
The words are in `tables/doubts`, the last in `tables/reach`.
"""

import re

from mail.understanding.folding import fold
from mail.understanding.lists import alternatives

_GONE = re.compile(rf"\W{{0,3}}(?:{alternatives('doubts', 'gone')})(?!\w)")
_NONE = re.compile(rf"(?<!\w)(?:{alternatives('doubts', 'gone')})(?!\w)")
# What one is in for a while, and no job: "estoy de guardia", "I am on leave".
_STATE = re.compile(rf"\W{{0,3}}(?:{alternatives('reach', 'state')})\W{{0,3}}")
_KNOWN = re.compile(
    r"\W{0,3}(?:(?:el|la|los|las|lo|the|all|still|sigue|siendo|es|is|все)\s){0,3}"
    rf"(?:{alternatives('doubts', 'known')})(?!\w)"
)


def says_none(field: str, value: str) -> bool:
    """Say whether words in the place of a firm or job tell that there is none: "retired"."""
    if field not in ("company", "job_title") or is_named(value):
        return False
    return bool(_GONE.match(fold(value)) or _STATE.fullmatch(fold(value)))


def speaks_of_none(value: str) -> bool:
    """Say whether words in the place of a firm or job speak of none: "long gone"."""
    return bool(_NONE.search(fold(value))) and not is_named(value)


def says_known(value: str) -> bool:
    """Say whether words in the place of a value tell that it is as it was: "same", "as before"."""
    return bool(_KNOWN.match(fold(value))) and not is_named(value)


def is_named(value: str) -> bool:
    """Say whether words are a name after all: "The Same Day Bakery", "Sold Out Records"."""
    later = value.split()[1:]
    numbered = any(char.isdigit() for char in value)
    return numbered or any(word[:1].isupper() for word in later) or "«" in value or '"' in value
