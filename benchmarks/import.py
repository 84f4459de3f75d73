# ruff: noqa: N999 - called as `aldia import` is
"""How fast a list of customers comes in, beside sqlite3's own `.import` of the same file.

    python -m benchmarks.import [ROWS] [--only sqlite|postgres]

The file has invented people: id, name, surnames, e-mail, phone, street, city, postcode, country,
birth date, language, tags, consent. sqlite3 reads it, unread, into one table of these columns with
an index each on id, e-mail, phone and name. Ours reads what each cell means and writes contact,
addresses, tags, consents with their proof, the row as it came, and an event with its digest. Each
runs in a process of its own; peak memory is that of the process and its children, taken singly.
"""

import argparse
import asyncio
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from storage import database
from storage.events import By
from storage.files.drafts import Reading
from storage.importing import ImportOptions, import_contacts
from storage.ledger import open_ledger
from tests.servers.postgres import postgres_server

COLUMNS = (
    *("id", "nombre", "apellidos", "email", "telefono", "direccion", "ciudad", "cp", "pais"),
    *("fecha nacimiento", "idioma", "etiquetas", "acepta publicidad"),
)
FIRST = (
    *("Ana", "José", "Lucía", "María del Carmen", "Iván", "Íñigo", "Noa", "Álvaro", "Olga"),
    *("Sergio", "Begoña", "Hugo", "Ainhoa", "Miguel Ángel", "Inés", "Pau", "Rocío", "Joan"),
)
LAST = (
    *("Ruiz", "García", "Peña", "López", "Núñez", "Sanz", "Gil", "de la Fuente", "Ibáñez"),
    *("Muñoz", "Soler", "Vidal", "Ortega", "Calvo", "Rey", "Marín", "Duran", "Pastor"),
)
STREETS = ("Calle Mayor", "Avda. del Puerto", "Plaza de España", "C/ Colón", "Camino Viejo")
CITIES = (("Valencia", 46), ("Madrid", 28), ("Elche", 3), ("Sevilla", 41), ("Ávila", 5))
TAGS = ("vip", "tienda", "web", "feria 2024", "mayorista")


def people(count: int) -> Iterator[list[str]]:
    """Yield the rows: always the same ones, of people who do not exist."""
    chance = random.Random(2026)  # noqa: S311 - the same people each time
    for number in range(1, count + 1):
        city, province = chance.choice(CITIES)
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
        yield [
            str(number),
            chance.choice(FIRST),
            f"{chance.choice(LAST)} {chance.choice(LAST)}",
            f"c{number}@d{number % 500}.example",
            f"6{chance.randrange(10**8):08d}",
            f"{chance.choice(STREETS)} {chance.randrange(1, 200)}, {chance.randrange(1, 9)}º",
            city,
            f"{province:02d}{chance.randrange(1, 999):03d}",
            "España",
            f"{born:%d/%m/%Y}",
            chance.choice(("es", "ca", "en", "")),
            ", ".join(chance.sample(TAGS, chance.randrange(3))),
            chance.choice(("sí", "sí", "sí", "no", "")),
        ]


def write(path: Path, count: int) -> None:
    """Write the file to import."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(people(count))


async def ours(url: str, path: Path, folder: Path) -> None:
    """Import the file into an empty database."""
    open_ledger(folder / "ledger")
    reading = Reading(today=date(2026, 7, 6))
    async with database.opened(url):
        by = By("cli", datetime(2026, 7, 6, 9, tzinfo=UTC))
        started = time.perf_counter()
        done = await import_contacts(
            path, ImportOptions(reading), by, rejected_in=folder, language="es"
        )
        seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "created": done.counts.created, **spent()}))


def peer(path: Path, folder: Path) -> dict[str, float]:
    """Let sqlite3 import the file into an indexed table; return what it took."""
    columns = ", ".join(f'"{name}" TEXT' for name in COLUMNS)
    indexes = " ".join(
        f'CREATE INDEX by_{number} ON person ("{name}");'
        for number, name in enumerate(("id", "email", "telefono", "nombre"))
    )
    script = (
        f"PRAGMA journal_mode=WAL; CREATE TABLE person ({columns}); {indexes}\n"
        f".mode csv\n.import --skip 1 {path} person\n"
    )
    started = time.perf_counter()
    subprocess.run(
        ["sqlite3", str(folder / "peer.db")],
        input=script,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - started
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = children.ru_utime + children.ru_stime
    return {"seconds": seconds, "cpu": used, "own": children.ru_maxrss // 1024}


def spent() -> dict[str, float]:
    """Return what this process and its children took: CPU seconds, and peak memory in MiB."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        "own": own.ru_maxrss // 1024,
        "children": children.ru_maxrss // 1024,
    }


def in_child(url: str, path: Path, folder: Path) -> dict[str, float]:
    """Import in a process of its own; return what it measured."""
    command = [sys.executable, "-m", "benchmarks.import", "--child", url, str(path), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=50_000)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "people.csv"
        write(path, asked.rows)
        print(f"{asked.rows} rows, {path.stat().st_size / 2**20:.0f} MiB", flush=True)
        found = peer(path, folder)
        line = f"{asked.rows / found['seconds']:9.0f} rows/s  {found['cpu']:6.1f} s CPU"
        print(f"{'sqlite3 .import':<18} {line}  peak {found['own']} MiB", flush=True)
        if asked.only != "postgres":
            url = f"sqlite://{folder / 'aldia.db'}"
            report("aldia, SQLite", url, asked.rows, found, path=path, folder=folder)
        if asked.only != "sqlite":
            with postgres_server() as server:
                url = server.url(server.fresh())
                report("aldia, PostgreSQL", url, asked.rows, found, path=path, folder=folder)


def report(
    label: str, url: str, rows: int, theirs: dict[str, float], *, path: Path, folder: Path
) -> None:
    """Import into one database and print what came of it."""
    asyncio.run(database.migrate(url))
    found = in_child(url, path, folder)
    assert found["created"] == rows, found
    line = f"{rows / found['seconds']:9.0f} rows/s  {found['cpu']:6.1f} s CPU"
    peak = f"peak {found['own']:.0f} MiB and {found['children']:.0f} MiB a reading process"
    times = f"{found['seconds'] / theirs['seconds']:.1f} times as long"
    more = f"{found['cpu'] / theirs['cpu']:.1f} times the CPU"
    print(f"{label:<18} {line}  {peak}  {times}, {more}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        asyncio.run(ours(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
    else:
        main()
