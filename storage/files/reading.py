"""Opening any file of people as one table: its headers, and its rows one at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Self

from storage.files import Cell, FileError
from storage.files.encodings import survey
from storage.files.headers import likely_headers
from storage.files.kinds import Kind, kind_of
from storage.files.separated import open_text, records, separator_of
from storage.files.workbooks import Row, expected_rows, rows_of, sheet_names

_HEAD_ROWS = 30
_SAMPLE_ROWS = 400
_SHEETS_TRIED = 8


@dataclass(slots=True)
class Table:
    """An open table. Use it as a context manager; `rows` can be walked once.

    `headers` are the texts of row `header_row`, or A, B, C… where the file has none (then
    `header_row` is 0). `rows` yields (row number as a spreadsheet shows it, cells); empty rows are
    included, so that every row can be accounted for. `sample` is the head of the same rows, for
    guessing. `encoding` and `separator` are "" in workbooks, `sheet` and `sheets` in text files.
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
    expected_rows: int | None = None
    _source: Iterator[Row] = field(default_factory=lambda: iter(()), repr=False)

    def close(self) -> None:
        """Close the file, also half-way through its rows."""
        close = getattr(self._source, "close", None)
        if close:
            close()

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
    """Open a .csv (any encoding and separator), .xlsx, .xls or .ods file as a table.

    Without `sheet` the visible sheet whose headers we know best is taken. Raises FileError (see
    there for codes); damage that shows later is raised while walking `rows`.
    """
    path = Path(path)
    kind = kind_of(path)
    if kind == "csv":
        return _open_text_table(path)
    return _open_workbook(path, kind, sheet)


def _open_text_table(path: Path) -> Table:
    told = survey(path)
    separator = separator_of(path, told)

    def source() -> Iterator[Row]:
        with open_text(path, told) as file:
            yield from records(file, separator)

    table = _table(path, "csv", source())
    table.encoding = told.encoding.removesuffix("-sig")
    table.separator = separator
    table.expected_rows = told.lines
    return table


def _open_workbook(path: Path, kind: Kind, sheet: str | None) -> Table:
    names = sheet_names(path, kind)
    if sheet is not None and sheet not in names:
        raise FileError("no_such_sheet", sheet=sheet, sheets=", ".join(names))
    chosen = sheet if sheet is not None else _best_sheet(path, kind, names)
    table = _table(path, kind, rows_of(path, kind, chosen))
    table.sheet, table.sheets = chosen, names
    table.expected_rows = expected_rows(path, kind, chosen)
    return table


def _best_sheet(path: Path, kind: Kind, names: tuple[str, ...]) -> str:
    scores: dict[str, int] = {}
    for name in names[:_SHEETS_TRIED] if len(names) > 1 else ():
        head = list(islice(rows_of(path, kind, name), _HEAD_ROWS))
        found = likely_headers([cells for _, cells in head])
        scores[name] = found.known * 100 + min(len(head), 99) if any(c for _, c in head) else -1
    if not names:
        raise FileError("empty", file=path.name)
    return max(scores, key=lambda name: scores[name]) if scores else names[0]


def _table(path: Path, kind: Kind, source: Iterator[Row]) -> Table:
    head = list(islice(source, _HEAD_ROWS + _SAMPLE_ROWS))
    if not any(any(cell != "" for cell in cells) for _, cells in head):
        raise FileError("empty", file=path.name)
    found = likely_headers([cells for _, cells in head[:_HEAD_ROWS]])
    width = max(len(cells) for _, cells in head)
    headers = _texts(head[found.index][1]) if found.index is not None else _letters(width)
    start = 0 if found.index is None else found.index + 1
    number = 0 if found.index is None else head[found.index][0]
    return Table(
        kind=kind,
        headers=headers,
        header_row=number,
        rows=chain(head[start:], source),
        sample=tuple(cells for _, cells in head[start:] if any(cell != "" for cell in cells)),
        _source=source,
    )


def _texts(cells: Iterable[Cell]) -> tuple[str, ...]:
    texts = [" ".join(str(cell).split()) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _letters(width: int) -> tuple[str, ...]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return tuple(
        (alphabet[i // 26 - 1] if i >= 26 else "") + alphabet[i % 26] for i in range(width)
    )
