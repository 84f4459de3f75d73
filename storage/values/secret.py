"""What we refuse to keep, wherever it comes in: card numbers and passwords.

A card number is 12 to 19 digits, together or in the groups that cards print, with an issuer's
prefix and a right check digit (ISO/IEC 7812-1, annex B: Luhn). A password, a PIN or a security
code is known by the word before it. They are cut out, and whoever wrote them is told.
"""

import re
from typing import Literal

Secret = Literal["card_number", "password"]

CUT = "***"
_RUN = re.compile(r"(?<![\d+*])\d(?:[ \u00a0.\u2009-]?\d){11,}(?!\d)")
_GROUPS = {
    *((n,) for n in range(12, 20)),
    *((4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 6, 4), (8, 8)),
}
_ISSUERS = re.compile(
    # Visa; Mastercard; Mir and Mastercard's newer numbers; Diners Club, JCB
    r"4(?:\d{15}|\d{12}|\d{18})|5[1-5]\d{14}|220[0-4]\d{12,15}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}"
    r"|2720\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12,15}"
    # Discover, UnionPay, Maestro
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|62\d{14,17}|(?:50|5[6-9]|6[0-9])\d{14,17}"
)
_IBAN = re.compile(r"[A-Za-z]{2}\Z")
_MANY_DIGITS = re.compile(rb"\d(?:[ .-]?\d){11}")
_APART = re.compile(rb"(?<![\w+*])\d(?:[ .-]?\d){11,}(?!\w)")
_HEADER = re.compile(rb"[A-Za-z-]+:\s*<|--")
_HINT = re.compile(r"pass|pwd|contras|clave|парол|\bpin\b|cv[vc]|пин", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:password|passwd|pwd|contraseña|contrasena|contrasenya|clave|пароль)"
    r"(?:\s+(?:de acceso|del? \w+|wifi|от \w+))?\s*[:=]\s*\S+",
    re.IGNORECASE,
)
_BARE = re.compile(
    # Without a colon only what no word of a language is: letters and digits or signs together.
    r"\b(?:password|passwd|pwd|contraseña|contrasena|contrasenya|clave|пароль)\s+(?:(?:es|is)\s+)?"
    r"(?=\S*[\d!#$%&*@^_])(?=\S*[^\W\d_])\S{5,}",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:pin|cvv2?|cvc2?|пин(?:-?код)?)\s*[:=]?\s*\d{3,6}\b", re.IGNORECASE)


def without_secrets(text: str) -> tuple[str, tuple[Secret, ...]]:
    """Cut card numbers and passwords out of a text; return the rest and what was cut.

    Each becomes `***`. What only looks like a card (an order number, an IBAN, an article code
    without the check digit) stays.
    """
    found: list[Secret] = []
    # Most texts cannot hold one, and looking for one word is far cheaper than for all.
    if len(text) >= 12:
        text, cards = _without_cards(text)
        found += ["card_number"] * cards
    if len(text) >= 6 and _HINT.search(text):
        count = 0
        for pattern in (_TOLD, _BARE, _CODE):
            text, times = pattern.subn(CUT, text)
            count += times
        found += ["password"] if count else []
    return text, tuple(found)


def bytes_without_cards(raw: bytes) -> bytes:
    """Blot card numbers out of a raw mail, digit by digit, so that its lengths stay.

    Headers, and lines with an address or an identifier in angle brackets, are left alone: what
    they number is no card. What is coded (base64) cannot be seen here.
    """
    head, blank, body = raw.partition(b"\n\r\n" if b"\n\r\n" in raw else b"\n\n")
    if not _MANY_DIGITS.search(body):
        return raw
    lines = (_line_without_cards(line) for line in body.split(b"\n"))
    return head + blank + b"\n".join(lines)


def _line_without_cards(line: bytes) -> bytes:
    if not _MANY_DIGITS.search(line) or b"@" in line or _HEADER.match(line):
        return line
    return _APART.sub(lambda match: _blotted(match[0]), line)


def _blotted(run: bytes) -> bytes:
    _, times = _cut(run.decode("latin-1"))
    return re.sub(rb"\d", b"*", run) if times else run


def _without_cards(text: str) -> tuple[str, int]:
    count = 0

    def masked(match: re.Match[str]) -> str:
        nonlocal count
        kept, times = ("", 0) if _IBAN.search(text[: match.start()]) else _cut(match[0])
        count += times
        return kept if times else match[0]

    return _RUN.sub(masked, text), count


def _cut(run: str) -> tuple[str, int]:
    """Cut the card out of a run of digits; an expiry date and a code may stand behind it."""
    groups = re.split(r"([^\d])", run)
    for start in range(0, len(groups), 2):
        for end in range(len(groups), start, -2):
            digits = groups[start:end:2]
            if tuple(map(len, digits)) in _GROUPS and _is_card("".join(digits)):
                kept = "".join(groups[:start])
                return f"{kept}{CUT}{''.join(groups[end:])}", 1
    return run, 0


def _is_card(digits: str) -> bool:
    if not _ISSUERS.fullmatch(digits):
        return False
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
