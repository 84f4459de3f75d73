"""The address that we have, where it stands in a text: below a name, or told as right.

It is no new value, and no words that nobody understood.
"""

from collections.abc import Mapping

from mail.understanding import addresses, alike, values
from mail.understanding.facts import Reply
from mail.understanding.values import Place


def spans(text: str, reply: Reply, place: Place) -> list[tuple[int, int]]:
    """Return where addresses stand in a text that say nothing but what we have."""
    found = addresses.find_all(text, place.country)
    return [(one.start, one.end) for one in found if _is_ours(one.parts, reply, place)]


def is_line(text: str, reply: Reply, place: Place) -> bool:
    """Say whether a line is the address that we have, or the lines of it below its street."""
    bare = text.strip(" .,;·|")
    if addresses.goes_on(bare, place.country):
        return _is_ours(addresses.split(bare, place.country), reply, place)
    found = spans(bare, reply, place)
    return len(found) == 1 and not bare[: found[0][0]].strip() and not bare[found[0][1] :].strip()


def _is_ours(parts: Mapping[str, str], reply: Reply, place: Place) -> bool:
    return bool(parts) and all(_agrees(field, parts[field], reply, place) for field in parts)


def _agrees(field: str, value: str, reply: Reply, place: Place) -> bool:
    old = values.merged(reply.record, field)
    if field == "street" and alike.without_door(value, old):
        return True
    return bool(old) and values.same(field, value, old, place)
