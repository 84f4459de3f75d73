"""Reading one value by the kind of its field: numbers, money, choices, text.

Every reader takes the piece as it was written and gives a value of the tree or raises QueryError
at the piece's place. What reads two ways is asked about.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from storage.query import words
from storage.query.days import read_birthday, read_day
from storage.query.errors import QueryError
from storage.query.fields import FIELDS, Field, Kind, key
from storage.query.nearest import nearest
from storage.query.scanner import Piece, Scanner
from storage.query.tree import Choice, Day, Money, Number, Range, Single, Text, Year

MAX_NUMBER = Decimal(1_000_000_000)
MAX_AGE = 130
DOTS = re.compile(r"\.{2,}|…")
_BOTH = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d+)|(\d{1,3}(?:,\d{3})+)\.(\d+)", re.ASCII)
_SPACES = re.compile(r"[\s']")
_AMOUNT = re.compile(r"([^\d\s.,]*)\s*([0-9](?:[0-9.,\s']*[0-9])?)\s*([^\d\s.,%]*|%)\.?")
_DASH_RANGE = re.compile(r"(\d+)\s?-\s?(\d+)")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who typed it: `language` (ISO 639-1), `country` (ISO 3166-1 alpha-2), and where errors go."""

    scanner: Scanner
    language: str
    country: str


def read_single(reader: Reader, field: Field, piece: Piece) -> Single:
    """Read one value of a field."""
    if field.kind is Kind.CHOICE:
        return read_choice(reader, field.name, piece)
    if field.kind in (Kind.COUNT, Kind.AGE):
        return _read_whole(reader, field, piece)
    if field.kind in (Kind.MONEY, Kind.RATIO):
        return (
            _read_money(reader, piece) if field.kind is Kind.MONEY else _read_ratio(reader, piece)
        )
    if field.kind in (Kind.DATE, Kind.BIRTHDAY):
        read = read_day if field.kind is Kind.DATE else read_birthday
        return read(reader.scanner, piece, reader.language, reader.country)
    if field.kind is Kind.POSTCODE:
        return Text(_one_postcode(piece.text))
    return Text(piece.text)


def _one_postcode(typed: str) -> str:
    digits = _SPACES.sub("", typed)
    return digits if digits.isdigit() else " ".join(typed.upper().split())


def read_one(reader: Reader, field: Field, piece: Piece) -> Single | Range:
    """Read one value or one range `a..b`, `a..*`, `*..b`."""
    dots = None if piece.quoted else DOTS.search(piece.text)
    if dots is None:
        return read_single(reader, field, piece)
    if field.kind in (Kind.TEXT, Kind.EXACT, Kind.CHOICE, Kind.EMAIL, Kind.PHONE):
        raise reader.scanner.wrong("range_not_here", piece, field=field.word(reader.language))
    if DOTS.search(piece.text, dots.end()):
        raise reader.scanner.wrong("not_a_range", piece)
    low = _end(reader, field, piece.part(0, dots.start()))
    high = _end(reader, field, piece.part(dots.end(), len(piece.text)))
    if low is None and high is None:
        raise reader.scanner.wrong("range_without_ends", piece)
    if _reversed(low, high):
        swapped = f"{piece.text[dots.end() :]}..{piece.text[: dots.start()]}"
        raise reader.scanner.wrong("range_reversed", piece, swapped)
    return Range(low, high)


def read_choice(reader: Reader, field: str, piece: Piece) -> Choice:
    """Read one of a closed set of words."""
    scanner, typed = reader.scanner, piece.text
    name = FIELDS[field].word(reader.language)
    open_readings = words.readings(field, typed)
    if open_readings:
        options = [words.choice_word(field, one, reader.language) for one in open_readings]
        raise scanner.wrong(
            "ambiguous_value",
            piece,
            word=typed,
            field=name,
            options=" / ".join(f"{name}:{option}" for option in options),
        )
    found = words.choice_of(field, typed)
    if found is None:
        raise unknown_choice(reader, field, piece)
    return Choice(found)


def unknown_choice(reader: Reader, field: str, piece: Piece) -> QueryError:
    """Return the error for a word that is none of the choices."""
    typed, scanner = piece.text, reader.scanner
    own = words.choice_words(field, reader.language)
    others = [w for tongue in ("es", "en", "ru") for w in words.choice_words(field, tongue)]
    near = nearest(typed, own, others)
    if words.mixed_alphabets(typed):
        return scanner.wrong("mixed_alphabets", piece, near, word=typed)
    name = FIELDS[field].word(reader.language)
    options = ", ".join(words.first_words(field, reader.language))
    code = "unknown_value" if options else f"unknown_{field}"
    return scanner.wrong(code, piece, near, word=typed, field=name, options=options)


def split_list(field: Field, piece: Piece) -> list[Piece]:
    """Split a piece at its commas, unless they belong to one number."""
    if piece.quoted or "," not in piece.text:
        return [piece]
    if field.kind in (Kind.MONEY, Kind.RATIO):
        return _split_amounts(piece)
    return _at_commas(piece)


def _at_commas(piece: Piece) -> list[Piece]:
    parts = []
    start = 0
    for text in piece.text.split(","):
        parts.append(piece.part(start, start + len(text)))
        start += len(text) + 1
    return parts


def _split_amounts(piece: Piece) -> list[Piece]:
    """Split at commas, unless each comma belongs to a number: `1,5..2,5` is one range."""
    parts = [part for part in DOTS.split(piece.text) if "," in part]
    return [piece] if all(map(_one_amount, parts)) else _at_commas(piece)


def _one_amount(part: str) -> bool:
    bare = re.sub(r"[^0-9.,]", "", part)
    if _BOTH.fullmatch(bare) or re.fullmatch(r"[0-9]+,[0-9]{1,2}", bare):
        return True
    # Thousands in English; asked about elsewhere, when it is read.
    return bool(re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", bare))


def _end(reader: Reader, field: Field, piece: Piece) -> Single | None:
    if piece.text.strip() in ("", "*"):
        return None
    return read_single(reader, field, piece)


def _reversed(low: Single | None, high: Single | None) -> bool:
    if isinstance(low, Number | Money) and isinstance(high, Number | Money):
        return low.amount > high.amount
    if isinstance(low, Text) and isinstance(high, Text):
        return len(low.text) == len(high.text) and key(low.text) > key(high.text)
    if isinstance(low, Day) and isinstance(high, Day):
        return low.day > high.day
    return isinstance(low, Year) and isinstance(high, Year) and low.year > high.year


def _read_whole(reader: Reader, field: Field, piece: Piece) -> Number:
    scanner = reader.scanner
    bare = _SPACES.sub("", piece.text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", bare, re.ASCII):
        bare = bare.replace(".", "")
    if re.fullmatch(r"\d+[.,]\d+", bare, re.ASCII):
        raise scanner.wrong("not_whole", piece, field=field.word(reader.language))
    if not re.fullmatch(r"\d+", bare, re.ASCII):
        raise _not_a_number(reader, piece)
    limit = MAX_AGE if field.kind is Kind.AGE else MAX_NUMBER
    return Number(_within(reader, piece, Decimal(bare), limit))


def _read_money(reader: Reader, piece: Piece) -> Money:
    shape = _AMOUNT.fullmatch(piece.text.strip())
    if not shape or (shape[1] and shape[3]):
        raise _not_a_number(reader, piece)
    mark = shape[1] or shape[3]
    currency = words.currency_of(mark) if mark else None
    if mark and currency is None:
        start = piece.text.index(mark)
        raise reader.scanner.error(
            "unknown_currency", piece.start + start, piece.start + start + len(mark), word=mark
        )
    amount = _decimal(reader, piece, shape[2])
    return Money(_within(reader, piece, amount, MAX_NUMBER), currency)


def _read_ratio(reader: Reader, piece: Piece) -> Number:
    shape = _AMOUNT.fullmatch(piece.text.strip())
    if not shape or shape[1] or shape[3] not in ("", "%"):
        raise _not_a_number(reader, piece)
    amount = _decimal(reader, piece, shape[2])
    if shape[3] == "%":
        return Number(_within(reader, piece, amount, 100) / 100)
    if amount > 1:
        near = f"{shape[2]}%" if amount <= 100 else None
        raise reader.scanner.wrong("not_a_ratio", piece, near)
    return Number(amount)


def _decimal(reader: Reader, piece: Piece, typed: str) -> Decimal:
    bare = _SPACES.sub("", typed)
    both = _BOTH.fullmatch(bare)
    if both:
        whole, fraction = (both[1], both[2]) if both[1] else (both[3], both[4])
        return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}")
    marks = re.sub(r"[^.,]", "", bare)
    if not marks:
        return Decimal(bare)
    if len(set(marks)) > 1 or (len(marks) > 1 and not _grouped(bare)):
        raise _not_a_number(reader, piece)
    if len(marks) > 1:
        return Decimal(re.sub("[.,]", "", bare))
    if _grouped(bare):
        return _thousand_or_fraction(reader, piece, bare, marks)
    if not re.fullmatch(r"\d+[.,]\d+", bare, re.ASCII):
        raise _not_a_number(reader, piece)
    return Decimal(bare.replace(",", "."))


def _grouped(bare: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", bare, re.ASCII))


def _thousand_or_fraction(reader: Reader, piece: Piece, bare: str, mark: str) -> Decimal:
    """`1.500` is a thousand and a half in Spanish, `1,500` in English; elsewhere, who knows."""
    thousands = {"es": ".", "en": ","}.get(reader.language)
    whole = bare.replace(mark, "")
    if mark == thousands:
        return Decimal(whole)
    raise reader.scanner.wrong(
        "ambiguous_number",
        piece,
        word=bare,
        whole=whole,
        fraction=bare.replace(mark, ".").rstrip("0").rstrip("."),
    )


def _within(reader: Reader, piece: Piece, amount: Decimal, limit: Decimal | int) -> Decimal:
    if amount > limit:
        raise reader.scanner.wrong("number_too_big", piece, limit=str(limit))
    return amount


def _not_a_number(reader: Reader, piece: Piece) -> QueryError:
    dash = _DASH_RANGE.fullmatch(piece.text.strip())
    near = f"{dash[1]}..{dash[2]}" if dash else None
    return reader.scanner.wrong("not_a_number", piece, near, word=piece.text)
