"""mdbtools as Debian ships it, seen from outside: four programs that print what a database holds.

Nothing free can write an Access file, so tests put these first on PATH. They print as mdbtools 1.0
was seen to: texts in quotes, numbers of a double in scientific notation, dates as asked for, and
nothing but an exit code where the file is no database.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAGIC = b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(2028)
_PROGRAMS = ("mdb-tables", "mdb-schema", "mdb-count", "mdb-export")


@dataclass(frozen=True, slots=True)
class FakeTable:
    """A table: its columns as (name, type of Access), and its rows."""

    name: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]] = ()
    kind: str = "table"


def install(folder: Path) -> str:
    """Write the four programs; return the PATH that finds them first."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    for name in _PROGRAMS:
        program = bin_folder / name
        program.write_text(f"#!{sys.executable} -IS\n{_SOURCE}")
        program.chmod(0o755)
    return f"{bin_folder}{os.pathsep}{os.environ['PATH']}"


def write(path: Path, *tables: FakeTable) -> Path:
    """Write a file that begins as an Access file does, with the tables behind."""
    listed = [[t.name, t.kind, list(t.columns), [list(row) for row in t.rows]] for t in tables]
    path.write_bytes(MAGIC + json.dumps(listed).encode())
    return path


_SOURCE = r"""
import json, os, sys
words = sys.argv[1:]
options, names, i = {}, [], 0
while i < len(words):
    if words[i] in ("-t", "-T", "-b", "-D", "-d"):
        options[words[i]] = words[i + 1]; i += 2
    elif words[i].startswith("-"):
        options[words[i]] = True; i += 1
    else:
        names.append(words[i]); i += 1
raw = open(names[0], "rb").read()[2048:]
try:
    tables = json.loads(raw)
except ValueError:
    print("Couldn't open database.", file=sys.stderr); sys.exit(1)
program = os.path.basename(sys.argv[0])
if program == "mdb-tables":
    for name, kind, _, _ in tables:
        if kind == options["-t"]:
            print(name)
    sys.exit()
wanted = names[1] if len(names) > 1 else options["-T"]
name, kind, columns, rows = next(t for t in tables if t[0] == wanted)
if program == "mdb-schema":
    print("-- That file uses encoding UTF-8\n\nCREATE TABLE [%s]\n (" % name)
    print(", \n".join("\t[%s]\t\t\t%s" % tuple(c) for c in columns))
    print(");")
elif program == "mdb-count":
    print(len(rows))
else:
    def printed(value, kind):
        if value is None: return ""
        if kind in ("Single", "Double"): return "%.16e" % value
        if kind == "Currency": return "%.4f" % value
        if kind == "Boolean": return "1" if value else "0"
        if kind.startswith("DateTime"): return '"%s"' % value if " " in value else value
        if isinstance(value, int): return str(value)
        return '"%s"' % value.replace('"', '""')
    out = sys.stdout.buffer
    out.write((",".join(c[0] for c in columns) + "\n").encode())
    for row in rows:
        line = ",".join(printed(v, c[1]) for v, c in zip(row, columns))
        out.write((line + "\n").encode())
    if "ENDS BADLY" in name: sys.exit(1)
"""
