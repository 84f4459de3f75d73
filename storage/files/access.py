"""Microsoft Access databases (.mdb, .accdb), read by Debian's mdbtools, one program run a table.

mdbtools runs as a process of its own with limits on memory and processor time, and prints rows that
we read as they come: memory stays bounded, and a file made to harm ends that process, not us.
Nothing here writes such a file. System tables, what Access leaves behind after failed imports, and
tables that are only links to another database are passed over.
"""

import csv
import io
import os
import re
import resource
import shutil
import subprocess
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import IO, TextIO, cast

from storage.files import Cell, FileError
from storage.files.headers import propose_mapping
from storage.files.separated import limited_lines
from storage.files.workbooks import Row

_MEMORY = 2 * 1024**3
_SECONDS = 900
"""Of processor time: waiting for us to write a batch costs it nothing."""
_SOON = 60
_SAMPLE = 60
_TABLES_TRIED = 80
_LEFTOVERS = re.compile(
    r"(?:MSys|USys|~|f_[0-9A-F]{32}_|Switchboard|Name AutoCorrect|Conversion Errors|tmp"
    r"|Paste ?Errors|Errores de pegado)|.*(?:_ImportErrors|_Errores ?de ?importaci[oó]n)\d*\Z",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"\s*\[(.+)\]\s+([A-Z][A-Za-z /]*)")
_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
_NEVER = frozenset({"OLE", "Binary"})
_LINK = re.compile(r"([^#]*)#([^#]*)#[^#]*#?(?:[^#]*#?)?\Z")
# Where the people of a business usually are, and where somebody else's are.
_OF_PEOPLE = re.compile(
    r"custom|client|contact|people|person|member|patient|student|subscriber|donor|guest|address"
    r"|socio|alumn|paciente|abonad|contacto|persona|kund|kontakt|mitglied|adress|personen"
    r"|клиент|контакт|заказчик|покупател|пациент|абонент|люд|membre|adherent|cliente|utent"
)
_OF_OTHERS = re.compile(
    r"employe|emplead|staff|suppl|provee|proveed|shipp|transport|vendor|user|usuario|lieferant"
    r"|mitarbeiter|personal\b|сотрудник|поставщик|доставк|fournisseur|dipendent|fornitor|order"
    r"|pedido|invoice|factura|заказ|bestell"
)
_WORTH = {"last_name": 4, "full_name": 4, "first_name": 3, "email": 3, "phone": 2, "birth_date": 2}
_WORTH |= dict.fromkeys(("street", "city", "postcode", "company", "sex", "honorific"), 1)
_ENOUGH = 5


class AccessBook:
    """An Access database as a workbook whose sheets are its tables."""

    def __init__(self, path: Path) -> None:
        """Read the names of its tables. Raises FileError."""
        if not shutil.which("mdb-tables"):
            raise FileError("needs_mdbtools")
        self._path = path
        self._running: list[subprocess.Popen[bytes]] = []
        self.names = self._names("table")
        if not self.names:
            links = self._names("linkedtable")
            if links:
                raise FileError("only_links", file=path.name, tables=", ".join(links))
            raise FileError("access_closed", file=path.name)

    def rows(self, sheet: str) -> Generator[Row, None, None]:
        """Yield (row number, cells) of a table; row 1 are its column names."""
        types = self._types(sheet)
        options = ("-b", "strip", "-D", _DATES[0], "-T", _DATES[1])
        with self._started("mdb-export", *options, str(self._path), sheet) as printed:
            records = csv.reader(limited_lines(printed, self._path))
            for number, cells in enumerate(records, 1):
                if number == 1:
                    order = [types.get(cell, "") for cell in cells]
                    yield number, tuple(cells)
                else:
                    yield number, tuple(map(_cell, cells, order))

    def expected_rows(self, sheet: str) -> int | None:
        """Return how many rows the table says it has."""
        counted = self._told("mdb-count", str(self._path), sheet).strip()
        return int(counted) + 1 if counted.isdecimal() else None

    def close(self) -> None:
        """End what still runs."""
        for process in self._running:
            process.kill()
            process.wait()

    def people(self) -> tuple[str, ...]:
        """Return the tables that look like people, the likeliest first.

        Raises FileError no_people where none does.
        """
        rated = {name: _likeness(name, self._head(name)) for name in self.names[:_TABLES_TRIED]}
        found = [name for name, likeness in rated.items() if likeness >= _ENOUGH]
        if not found:
            tables = ", ".join(self.names[:_TABLES_TRIED])
            raise FileError("no_people", file=self._path.name, tables=tables)
        return tuple(sorted(found, key=lambda name: -rated[name]))

    def _head(self, sheet: str) -> list[tuple[Cell, ...]]:
        head: list[tuple[Cell, ...]] = []
        with suppress(FileError), closing(self.rows(sheet)) as rows:
            head.extend(cells for _, cells in islice(rows, _SAMPLE))
        return head

    def _names(self, kind: str) -> tuple[str, ...]:
        listed = self._told("mdb-tables", "-1", "-t", kind, str(self._path)).splitlines()
        return tuple(name for name in listed if name.strip() and not _LEFTOVERS.match(name))

    def _types(self, sheet: str) -> dict[str, str]:
        options = ("--no-indexes", "--no-relations", "-T", sheet, str(self._path))
        lines = self._told("mdb-schema", *options).splitlines()
        return {m[1]: m[2].strip() for line in lines if (m := _COLUMN.match(line))}

    def _told(self, *words: str) -> str:
        """Run one of the small programs to its end; "" where it fails."""
        try:
            with self._process(*words) as process:
                out, _ = process.communicate(timeout=_SOON)
        except subprocess.TimeoutExpired:
            process.kill()
            raise FileError("access_closed", file=self._path.name) from None
        return out.decode("utf-8", "replace") if process.returncode == 0 else ""

    @contextmanager
    def _started(self, *words: str) -> Iterator[TextIO]:
        """Run the program that prints rows; raise FileError where it ends before it is done."""
        process = self._process(*words)
        self._running.append(process)
        printed = io.TextIOWrapper(
            cast("IO[bytes]", process.stdout), "utf-8", "replace", newline=""
        )
        try:
            yield printed
            if process.wait() != 0:
                raise FileError("damaged", file=self._path.name)
        finally:
            process.kill()
            process.wait()
            printed.close()
            self._running.remove(process)

    def _process(self, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 # the program is ours, its words are no shell's
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MDBICONV": "UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        )
        for limit, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS)):
            resource.prlimit(process.pid, limit, (most, most))
        return process


def _likeness(name: str, head: Sequence[tuple[Cell, ...]]) -> float:
    """Rate how much a table looks like the people of a business; an empty one does not."""
    if len(head) < 2:
        return 0
    headers = [str(cell) for cell in head[0]]
    fields = {column.field for column in propose_mapping(headers, head[1:], system="").columns}
    worth: float = sum(_WORTH.get(field, 0) for field in fields)
    reached = fields & {"email", "phone", "street", "city", "postcode", "birth_date"}
    named = fields & {"last_name", "full_name", "first_name", "email"}
    if not (named and (reached or len(named) > 1)):
        return 0
    folded = name.casefold()
    if _OF_PEOPLE.search(folded):
        worth += 4
    if _OF_OTHERS.search(folded):
        worth -= 3
    return worth + min(len(head), _SAMPLE) / (10 * _SAMPLE)


def _cell(text: str, kind: str) -> Cell:
    """Return a printed value as what its column holds; what does not read stays text."""
    text = text.strip()
    if not text or kind in _NEVER:
        return ""
    try:
        return _typed(text, kind)
    except ValueError:
        return text


def _typed(text: str, kind: str) -> Cell:
    if kind == "Boolean":
        return text not in ("0", "FALSE")
    if kind in ("Byte", "Integer", "Long Integer"):
        return int(text)
    if kind in ("Single", "Double", "Currency", "Numeric"):
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 1e16 else number
    if kind.startswith("DateTime"):
        moment = datetime.fromisoformat(text)
        return moment.date() if moment.time() == time() else moment
    return _unlinked(text) if kind.startswith("Memo") or "#" in text else text


def _unlinked(text: str) -> str:
    """Return what a hyperlink (`Ana#mailto:ana@example.org#`) shows, or where it leads."""
    link = _LINK.match(text)
    if not link:
        return text
    shown, target = link[1].strip(), link[2].strip().removeprefix("mailto:")
    return target if "@" in target and "@" not in shown else shown or target
