"""Words that stand for a choice, and numbers as people type them, in es, en and ru.

The trap is `m`: mujer in Spanish, male in English. Alone it is `Invalid("ambiguous")` unless the
caller knows from the rest of the column what it means there. Cyrillic м is мужской.
"""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Literal, cast

from storage.values import EMPTY, Invalid
from storage.values.folding import fold
from storage.values.words import meaning

Sex = Literal["female", "male", "other"]
Channel = Literal["email", "phone", "sms", "whatsapp", "post"]
CHANNELS: tuple[Channel, ...] = ("email", "phone", "sms", "whatsapp", "post")
Subscription = Literal["in", "out", "bounced", "silent"]

_CURRENCY = re.compile(r"eur(?:os?)?|usd|gbp|rub|руб(?:лей|ля|ль)?\.?|р\.|€|\$|£|₽", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)*|[.,]\d+)\Z")
_NOTHING = frozenset({"", "-", "?", "n/a", "null"})
_MAX_NUMBER = 40


def yes_no(text: str) -> bool | Invalid:
    """Read a yes or a no. Reasons: empty, not_yes_or_no."""
    folded = fold(text).strip(" .!")
    if folded in _NOTHING:
        return EMPTY
    meant = meaning("yes_no", folded)
    return meant == "yes" if meant else Invalid("not_yes_or_no")


def sex(text: str, m: Sex | None = None) -> Sex | Invalid:
    """Read a sex. `m` is what a bare Latin `m` means here. Reasons: empty, ambiguous, unknown."""
    folded = fold(text).strip(" .")
    if folded in _NOTHING:
        return EMPTY
    if folded == "m":
        return m or Invalid("ambiguous")
    meant = cast("Sex | None", meaning("sex", folded))
    return meant or Invalid("unknown")


def meaning_of_m(samples: Iterable[str]) -> Sex | None:
    """Tell from the other words of a sex column what its `m` means; None if they do not tell.

    Beside `h` (hombre) it is mujer, beside `f` or `w` it is male; with both or neither, who knows.
    """
    seen = {fold(sample).strip(" .") for sample in samples}
    beside_h = bool(seen & {"h", "v", "hombre", "varon"})
    beside_f = bool(seen & {"f", "w", "female", "woman"})
    if beside_h == beside_f:
        return None
    return "female" if beside_h else "male"


def channel(text: str) -> Channel | Invalid:
    """Read a preferred channel. Reasons: empty, unknown."""
    folded = fold(text)
    if folded in _NOTHING:
        return EMPTY
    meant = cast("Channel | None", meaning("channel", folded))
    return meant or Invalid("unknown")


def subscription(text: str) -> Subscription | Invalid:
    """Read the status that a mailing program gives an address; `silent` states nothing.

    Reasons: empty, unknown.
    """
    folded = fold(text).strip(" .!")
    if folded in _NOTHING:
        return EMPTY
    meant = cast("Subscription | None", meaning("subscription", folded.replace("-", " ")))
    return meant or Invalid("unknown")


def number(text: str | float | Decimal, decimal: Literal[",", "."] = ",") -> Decimal | Invalid:
    """Read a number or amount: `1.500,50`, `1 500`, `500€`, `-3,5`.

    `decimal` decides only where one mark is followed by just three digits (1.500): the other mark
    groups thousands there. Reasons: empty, not_a_number.
    """
    bare = re.sub(r"[\s\u00a0\u202f\u2009'’_]", "", _CURRENCY.sub("", str(text)[:_MAX_NUMBER]))
    bare = bare.replace("\u2212", "-")
    if bare in ("", "-", "—"):
        return EMPTY if not str(text).strip(" -—") else Invalid("not_a_number")
    if isinstance(text, int | float | Decimal):
        return _decimal(bare)
    if not _NUMBER.match(bare) or not bare.isascii():
        return Invalid("not_a_number")
    return _decimal(_plain(bare, decimal))


def _plain(bare: str, decimal: str) -> str:
    marks = [char for char in bare if char in ".,"]
    if len(set(marks)) == 2:
        whole, _, fraction = bare.rpartition(marks[-1])
        return f"{re.sub(r'[.,]', '', whole)}.{fraction}"
    if not marks:
        return bare
    grouped = re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:[.,]\d{3})+", bare)
    if grouped and (len(marks) > 1 or marks[0] != decimal):
        return bare.replace(marks[0], "")
    return bare.replace(",", ".")


def _decimal(plain: str) -> Decimal | Invalid:
    try:
        read = Decimal(plain)
    except InvalidOperation:
        return Invalid("not_a_number")
    return read if read.is_finite() else Invalid("not_a_number")
