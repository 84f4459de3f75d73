"""Postal labels as PDF, for sheets as shops sell them: Avery's numbers and plain A4 divisions.

The font is DejaVu Sans Condensed, which has Latin with every accent, Cyrillic and Greek, and may be
embedded and handed on (its licence stands beside it). A line too long for its label shrinks first
and then breaks, so that nothing of an address is cut off.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from babel import Locale
from fpdf import FPDF

from storage.files import FileError
from storage.files.writing import replacing

_FONT = "DejaVu"
_LARGEST, _SMALLEST, _STEP = 10.0, 6.0, 0.5
_LEADING = 1.22
_POINT = 25.4 / 72
_MARGIN = 3.0
# Where the town stands before its code, and on a line of its own.
_CODE_LAST = frozenset({"US", "CA", "AU"})
_CODE_BELOW = frozenset({"GB", "IE", "RU", "UA", "BY", "KZ"})


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom a letter goes and where; `country` is ISO alpha-2 or ""."""

    name: str
    company: str
    street: str
    city: str
    province: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of labels; lengths in millimetres. `x` and `y` are from one label to the next."""

    paper: Literal["a4", "letter"]
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    x: float
    y: float


def _a4(columns: int, rows: int, width: float, height: float, x: float = 0) -> Sheet:
    """Return a sheet whose labels stand in the middle of an A4 page."""
    left = (210 - (columns - 1) * (x or width) - width) / 2
    return Sheet(
        "a4", columns, rows, width, height, left, (297 - rows * height) / 2, x or width, height
    )


SHEETS: dict[str, Sheet] = {
    "L7160": _a4(3, 7, 63.5, 38.1, 66.0),
    "L7163": _a4(2, 7, 99.1, 38.1, 101.6),
    "L7159": _a4(3, 8, 63.5, 33.9, 66.0),
    "L7161": _a4(3, 6, 63.5, 46.6, 66.0),
    "L7162": _a4(2, 8, 99.1, 33.9, 101.6),
    "L7165": _a4(2, 4, 99.1, 67.7, 101.6),
    "5160": Sheet("letter", 3, 10, 66.675, 25.4, 4.7625, 12.7, 69.85, 25.4),
    "5161": Sheet("letter", 2, 10, 101.6, 25.4, 3.96, 12.7, 106.36, 25.4),
    "5163": Sheet("letter", 2, 5, 101.6, 50.8, 3.96, 12.7, 106.36, 50.8),
    "A4-14": _a4(2, 7, 105, 42.3),
    "A4-16": _a4(2, 8, 105, 37),
    "A4-21": _a4(3, 7, 70, 42.3),
    "A4-24": _a4(3, 8, 70, 37),
}


def write_labels(
    path: Path, sheet: str, letters: Iterable[Letter], *, home: str, language: str, first: int = 1
) -> int:
    """Write a PDF with one label a letter; return how many.

    `home` is the country (ISO alpha-2) that needs no naming, `language` names the others, `first`
    is where on the first sheet to begin, for one that has been used. Raises FileError no_label
    for a position that the sheet has not.
    """
    form = SHEETS[sheet]
    if not 1 <= first <= form.columns * form.rows:
        raise FileError("no_label", first=first, labels=form.columns * form.rows)

    def write(target: Path) -> int:
        pdf = FPDF(format=form.paper)
        pdf.set_auto_page_break(auto=False)
        with resources.as_file(resources.files("storage.files") / "fonts") as fonts:
            pdf.add_font(_FONT, fname=str(fonts / "DejaVuSansCondensed.ttf"))
        count = 0
        for count, letter in enumerate(letters, 1):
            place = (count - 1 + first - 1) % (form.columns * form.rows)
            if place == 0 or count == 1:
                pdf.add_page()
            _print(pdf, form, place, lines_of(letter, home, language))
        if not count:
            pdf.add_page()
        pdf.output(str(target))
        return count

    return replacing(path, write)


def lines_of(letter: Letter, home: str, language: str) -> list[str]:
    """Return an address as the post of its country wants it, the country last and in capitals."""
    country = letter.country or home
    town = [part for part in (letter.postcode, letter.city) if part]
    below = ""
    if country in _CODE_LAST:
        town = [letter.city, letter.province, letter.postcode]
    elif country in _CODE_BELOW:
        town, below = [letter.city], letter.postcode
    province = "" if country in _CODE_LAST or letter.province == letter.city else letter.province
    abroad = ""
    if country != home:
        abroad = str(Locale(language).territories.get(country, country)).upper()
    lines = (letter.name, letter.company, letter.street, " ".join(filter(None, town)))
    return [line for line in (*lines, province, below, abroad) if line]


def fitted(
    lines: Sequence[str], width: float, height: float, measure: Callable[[str, float], float]
) -> tuple[float, list[str]]:
    """Return the size in points at which the lines fit, and the lines, broken where they must be.

    `measure` gives the width of a text in a size. At the smallest size nothing is cut: a label
    that is still too full goes over its lower edge by a line, which is better than a wrong address.
    """
    size = _LARGEST
    while size > _SMALLEST:
        high = len(lines) * size * _POINT * _LEADING
        if high <= height and all(measure(line, size) <= width for line in lines):
            return size, list(lines)
        broken = [part for line in lines for part in _broken(line, size, width, measure)]
        if size <= _LARGEST - 2 and len(broken) * size * _POINT * _LEADING <= height:
            return size, broken
        size -= _STEP
    return size, [part for line in lines for part in _broken(line, size, width, measure)]


def _broken(
    line: str, size: float, width: float, measure: Callable[[str, float], float]
) -> list[str]:
    parts = [""]
    for word in line.split():
        longer = f"{parts[-1]} {word}".strip()
        if measure(longer, size) <= width or not parts[-1]:
            parts[-1] = longer
        else:
            parts.append(word)
    return [piece for part in parts for piece in _cut(part, size, width, measure)]


def _cut(word: str, size: float, width: float, measure: Callable[[str, float], float]) -> list[str]:
    """Cut what has no blank to break at."""
    pieces = [""]
    for char in word:
        if pieces[-1] and measure(pieces[-1] + char, size) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _print(pdf: FPDF, form: Sheet, place: int, lines: Sequence[str]) -> None:
    def measure(text: str, size: float) -> float:
        pdf.set_font(_FONT, size=size)
        return float(pdf.get_string_width(text))

    row, column = divmod(place, form.columns)
    left, top = form.left + column * form.x, form.top + row * form.y
    width, height = form.width - 2 * _MARGIN, form.height - 2 * _MARGIN
    size, broken = fitted(lines, width, height, measure)
    pdf.set_font(_FONT, size=size)
    step = size * _POINT * _LEADING
    upper = top + max((form.height - len(broken) * step) / 2, 0.5)
    for index, line in enumerate(broken):
        pdf.set_xy(left + _MARGIN, upper + index * step)
        pdf.cell(width, step, line)
