"""A whole name where a first name is told: "Name: Emily Carter", "меня зовут Ольга Петрова".

Many write both behind a label that asks for one. What is ours in it is no news: our first name
leaves another surname, our surname another first name, both leave nothing.
"""

from collections.abc import Mapping, Sequence

from mail.understanding import surnames, values
from mail.understanding.folding import fold
from storage.values import names as given


def apart(field: str, value: str, record: Mapping[str, str]) -> tuple[str, str]:
    """Return the field and the value that are told by a value of `field`, which is returned as it
    is where it is no first name, or nothing of ours is in it.

    Of a whole name that is ours the first name is returned, as we have it. Surnames that are left
    out are still ours ("Marta Gil" of Gil Soler).
    """
    first, last = (values.merged(record, name) for name in ("first_name", "last_name"))
    words = value.replace(",", " ").split()
    if field != "first_name" or len(words) < 2 or not (first and last):
        return field, value
    ours, surname = (list(map(_bare, name.split())) for name in (first, last))
    others = [word for word in words if _bare(word) not in surname]
    if set(surname) <= set(map(_bare, words)):
        new = " ".join(others)
        return "first_name", first if fold(new) == fold(first) else new or value
    for at in (0, len(words) - len(ours)):
        if list(map(_bare, words[at : at + len(ours)])) == ours:
            rest = words[:at] + words[at + len(ours) :]
            if set(map(_bare, rest)) <= set(surname):
                return "first_name", first
            return (field, value) if _is_given(rest) else ("last_name", " ".join(rest))
    return field, value


def _is_given(rest: Sequence[str]) -> bool:
    """Say whether what stands beside a first name is of it: "Marta María", "Ольга Ивановна"."""
    return all(given.is_given_name(_bare(one)) or surnames.is_patronymic(one) for one in rest)


def _bare(word: str) -> str:
    return fold(word).strip(".,;")
