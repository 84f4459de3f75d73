"""Opening any file of people as one table: its headers, and its rows one at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Self

from storage.files import Cell, FileError
from storage.files.access import AccessBook
from storage.files.cards import headers_of, rows_of
from storage.files.encodings import survey
from storage.files.header_row import LikelyHeaders, likely_headers
from storage.files.headers import letter
from storage.files.kinds import Kind, kind_of
from storage.files.separated import limited_lines, open_text, records, separator_of
from storage.files.workbooks import Row, Workbook, open_workbook

_HEAD_ROWS = 30
_SAMPLE_ROWS = 400
_SHEETS_TRIED = 8


@dataclass(slots=True)
class Table:
    """An open table. Use it as a context manager; `rows` can be walked once.

    `headers` are the texts of row `header_row`, or A, B, C… where the file has none (then
    `header_row` is 0). `rows` yields (row number as a spreadsheet shows it, cells); empty rows are
    included, so that every row can be accounted for. `sample` is the head of the same rows, for
    guessing. `encoding` and `separator` are "" in workbooks, `sheet` and `sheets` in text files;
    `other_sheets` are those that look like people too.
    `expected_rows` is an estimate for a progress bar, headers included.
    """

    kind: Kind
    headers: tuple[str, ...]
    header_row: int
    rows: Iterator[Row]
    sample: tuple[tuple[Cell, ...], ...] = ()
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    expected_rows: int | None = None
    _close: Callable[[], None] = field(default=lambda: None, repr=False)

    def close(self) -> None:
        """Close the file, also half-way through its rows."""
        self._close()

    def __enter__(self) -> Self:
        """Return the table itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()


def open_table(path: Path | str, sheet: str | None = None) -> Table:
    """Open a .csv (any encoding and separator), .xlsx, .xls, .ods, .mdb, .accdb or .vcf file.

    Without `sheet` the visible sheet whose headers we know best is taken, and the table of a
    database that looks most like people. Raises FileError (see
    there for codes); damage that shows later is raised while walking `rows`.
    """
    path = Path(path)
    kind = kind_of(path)
    if kind == "csv":
        return _open_text_table(path)
    if kind == "vcard":
        return _open_cards(path)
    return _open_workbook(path, kind, sheet)


def _open_text_table(path: Path) -> Table:
    told = survey(path)
    separator = separator_of(path, told)

    file = open_text(path, told)
    try:
        table = _table(path, "csv", records(file, separator, path))
    except FileError:
        file.close()
        raise
    table._close = file.close
    table.encoding = told.encoding.removesuffix("-sig")
    table.separator = separator
    table.expected_rows = told.lines
    return table


def _open_cards(path: Path) -> Table:
    """Read the cards twice: once for the names of what they hold, once for their rows."""
    told = survey(path)
    with open_text(path, told, newline=None) as file:
        headers = headers_of(rows_of(limited_lines(file, path)))
    file = open_text(path, told, newline=None)
    cards = rows_of(limited_lines(file, path))
    rows = (
        (number, tuple(card.get(header, "") for header in headers))
        for number, card in enumerate(cards, 1)
    )
    head = list(islice(rows, _SAMPLE_ROWS))
    if not head:
        file.close()
        raise FileError("no_card", file=path.name)
    sample = tuple(cells for _, cells in head if any(cells))
    table = Table("vcard", headers, 0, chain(head, rows), sample)
    table._close = file.close
    table.encoding = told.encoding.removesuffix("-sig")
    return table


def _open_workbook(path: Path, kind: Kind, sheet: str | None) -> Table:
    book: Workbook = AccessBook(path) if kind == "access" else open_workbook(path, kind)
    try:
        if sheet is not None and sheet not in book.names:
            raise FileError("no_such_sheet", sheet=sheet, sheets=", ".join(book.names))
        likely = (sheet,) if sheet is not None else _likely_sheets(path, book)
        chosen = likely[0]
        table = _table(path, kind, book.rows(chosen))
    except FileError:
        book.close()
        raise
    table.sheet, table.sheets, table.other_sheets = chosen, book.names, likely[1:]
    table.expected_rows = book.expected_rows(chosen)
    table._close = book.close
    return table


def _likely_sheets(path: Path, book: Workbook) -> tuple[str, ...]:
    if isinstance(book, AccessBook):
        return book.people()
    return (_best_sheet(path, book),)


def _best_sheet(path: Path, book: Workbook) -> str:
    if not book.names:
        raise FileError("empty", file=path.name)
    if len(book.names) == 1:
        return book.names[0]
    return max(book.names[:_SHEETS_TRIED], key=lambda name: _promise(book.rows(name)))


def _promise(rows: Iterator[Row]) -> tuple[int, int]:
    """Rate a sheet: by the headers we know, then by whether it has rows at all."""
    head = [cells for _, cells in islice(rows, _HEAD_ROWS)]
    filled = sum(any(cell != "" for cell in cells) for cells in head)
    return likely_headers(head).known, filled


def _table(path: Path, kind: Kind, source: Iterator[Row]) -> Table:
    head = list(islice(source, _HEAD_ROWS + _SAMPLE_ROWS))
    if not any(any(cell != "" for cell in cells) for _, cells in head):
        raise FileError("empty", file=path.name)
    found = likely_headers([cells for _, cells in head[:_HEAD_ROWS]])
    if kind == "access":
        found = LikelyHeaders(0, found.known)  # a database says which its column names are
    start = 0 if found.index is None else found.index + 1
    number = 0 if found.index is None else head[found.index][0]
    top = () if found.index is None else head[found.index][1]
    # In text a row longer than the headers has come apart; in a workbook it has columns unnamed.
    is_text = kind == "csv" and bool(top)
    width = len(top) if is_text else _width(cells for _, cells in head[max(start - 1, 0) :])
    headers = _texts(top, width) if top else tuple(map(letter, range(width)))
    return Table(
        kind=kind,
        headers=headers,
        header_row=number,
        rows=chain(head[start:], source),
        sample=tuple(cells for _, cells in head[start:] if any(cell != "" for cell in cells)),
    )


def _texts(cells: Sequence[Cell], width: int) -> tuple[str, ...]:
    texts = [" ".join(str(cell).split()) for cell in cells[:width]]
    return (*texts, *("" for _ in range(width - len(texts))))


def _width(rows: Iterable[Sequence[Cell]]) -> int:
    """Return up to which column anything stands in these rows."""
    filled = (i + 1 for row in rows for i, cell in enumerate(row) if cell != "")
    return max(filled, default=0)
