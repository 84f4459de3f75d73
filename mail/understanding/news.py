"""The new values of a reply, each once, and as sure as all of the reply lets it be."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mail.understanding import (
    blocks,
    form,
    frames,
    fullname,
    replacing,
    tagged,
    telling,
    values,
    weighed,
)
from mail.understanding.facts import Correction, Cut, Reply
from mail.understanding.frames import Told
from mail.understanding.sentences import Sentence
from mail.understanding.tagging import Span
from mail.understanding.values import Place


@dataclass(frozen=True, slots=True)
class News:
    """The corrections of a reply, and where in its sentences values were told."""

    corrections: tuple[Correction, ...]
    told: tuple[Told, ...]


def read(
    parts: Cut, said: Sequence[Sentence], spans: Sequence[Span], reply: Reply, place: Place
) -> News:
    """Read what labelled lines, our form and the sentences of a reply tell anew."""
    written = [*form.labelled(parts.reply, reply, place), *form.edited(parts, reply, place)]
    by_rule = list(_by_rule(said, reply, place))
    told = list(tagged.together(by_rule, list(tagged.told(said, spans, reply, place))))
    each = _each_once(written, weighed.values(told, said, spans, place))
    return News(tuple(map(_with_year, each)), tuple(told))


def _by_rule(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    parts = list(replacing.told(said, reply, place))
    yield from parts
    # "My surname is Solé, not Soler": the frame would take Solé for all of it.
    taken = {(one.at, one.correction.field) for one in parts}
    for others in (
        (*frames.told(said, reply, place), *telling.told(said, reply, place)),
        tuple(blocks.told(said, reply, place)),
    ):
        new = [one for one in others if (one.at, one.correction.field) not in taken]
        taken |= {(one.at, one.correction.field) for one in new}
        yield from (one for each in new if (one := _of_one_name(each, reply, place)))


def _of_one_name(one: Told, reply: Reply, place: Place) -> Told | None:
    """Return what a whole name tells anew, None where it is the one that we had."""
    told = one.correction
    field, value = fullname.apart(told.field, told.value, reply.record)
    if (field, value) == (told.field, told.value):
        return one
    old = values.merged(reply.record, field)
    new = replace(told, field=field, value=value, old=old)
    return None if values.same(field, value, old, place) else replace(one, correction=new)


def _with_year(one: Correction) -> Correction:
    """Keep the year that we had where only the day was corrected: our mail shows no year."""
    day = one.value.removeprefix("--") if one.field == "birth_date" else ""
    if not one.value.startswith("--") or not re.fullmatch(r"\d{4}-\d\d-\d\d", one.old):
        return one
    try:
        return replace(one, value=date.fromisoformat(f"{one.old[:4]}-{day}").isoformat())
    except ValueError:  # the 29th of February of another year
        return one


def _each_once(written: Iterable[Correction], told: Iterable[Correction]) -> Iterator[Correction]:
    """Yield each value once: a labelled line is also a sentence, an address also has a postcode."""
    seen: set[tuple[str, str]] = set()
    values: set[str] = set()
    for one in written:
        if (one.field, one.value) not in seen:
            seen.add((one.field, one.value))
            values.add(one.value)
            yield one
    for one in told:
        if one.value not in values or (not one.value and (one.field, "") not in seen):
            seen.add((one.field, one.value))
            values.add(one.value)
            yield one
