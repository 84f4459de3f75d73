"""Two lists set beside each other before they are joined: who is in both, and where they differ.

Nothing is changed, and neither list has to be in memory: what is needed of the first is kept in a
temporary SQLite file. Rows are the same person by the same id, else the same e-mail, else the same
phone; each row is counted once.
"""

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from storage.files.drafts import Draft, Reading
from storage.files.headers import propose_mapping
from storage.files.reading import open_table
from storage.files.rows import read_row
from storage.values.folding import fold

_BY = ("id", "email", "phone")
FIELDS = (
    *("first_name", "last_name", "company", "job_title", "birth_date", "sex", "language"),
    *("email", "phone", "street", "city", "province", "postcode", "country", "owner", "stage"),
)
_EXAMPLES = 3
_WIDE = 80


@dataclass(slots=True)
class Compared:
    """What two lists share. `differing` counts, per field, pairs whose values contradict each
    other; `fills` counts values that only one side has; `examples` are [id or name, A, B]."""

    a: int = 0
    b: int = 0
    in_both: Counter[str] = field(default_factory=Counter)
    only_a: int = 0
    only_b: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    fills_a: Counter[str] = field(default_factory=Counter)
    fills_b: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[list[str]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it in values that JSON can hold."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def compare(a: Path, b: Path, reading: Reading) -> Compared:
    """Compare two files of people. Raises FileError for one that cannot be read."""
    found = Compared()
    # An empty name is a private database that SQLite removes by itself, also when we are killed.
    with contextlib.closing(sqlite3.connect("")) as kept:
        _keep(kept, a, reading, found)
        _meet(kept, b, reading, found)
    found.only_a = found.a - sum(found.in_both.values())
    return found


def _keep(kept: sqlite3.Connection, path: Path, reading: Reading, found: Compared) -> None:
    kept.execute("CREATE TABLE person (n INTEGER PRIMARY KEY, said TEXT, met INTEGER DEFAULT 0)")
    kept.execute("CREATE TABLE key (by TEXT, value TEXT, n INTEGER)")
    for draft in _drafts(path, reading):
        found.a += 1
        said = json.dumps(_said(draft), ensure_ascii=False)
        kept.execute("INSERT INTO person (n, said) VALUES (?, ?)", (found.a, said))
        rows = [(by, value, found.a) for by, value in _keys(draft)]
        kept.executemany("INSERT INTO key VALUES (?, ?, ?)", rows)
    kept.execute("CREATE INDEX key_value ON key (value, by)")


def _meet(kept: sqlite3.Connection, path: Path, reading: Reading, found: Compared) -> None:
    for draft in _drafts(path, reading):
        found.b += 1
        met = _same(kept, draft)
        if met is None:
            found.only_b += 1
            continue
        by, number, said = met
        found.in_both[by] += 1
        kept.execute("UPDATE person SET met = 1 WHERE n = ?", (number,))
        _differ(json.loads(said), _said(draft), found)


def _same(kept: sqlite3.Connection, draft: Draft) -> tuple[str, int, str] | None:
    """Return the first row of A that is this person and met nobody yet: by what, which, its
    values. Different ids are different people, whatever else they share."""
    for by, value in sorted(_keys(draft), key=lambda key: _BY.index(key[0])):
        rows = kept.execute(
            "SELECT person.n, said FROM key JOIN person USING (n)"
            " WHERE value = ? AND by = ? AND met = 0 ORDER BY person.n",
            (value, by),
        )
        for number, said in rows:
            other = json.loads(said).get("id", "")
            if by == "id" or not (other and draft.external_id and other != draft.external_id):
                return by, number, said
    return None


def _differ(one: dict[str, str], other: dict[str, str], found: Compared) -> None:
    for name in FIELDS:
        ours, theirs = one.get(name, ""), other.get(name, "")
        if ours and not theirs:
            found.fills_a[name] += 1
        elif theirs and not ours:
            found.fills_b[name] += 1
        elif fold(ours) != fold(theirs):
            found.differing[name] += 1
            examples = found.examples.setdefault(name, [])
            if len(examples) < _EXAMPLES:
                who = one.get("id") or f"{one.get('first_name', '')} {one.get('last_name', '')}"
                examples.append([who.strip(), ours[:_WIDE], theirs[:_WIDE]])


def _drafts(path: Path, reading: Reading) -> Iterator[Draft]:
    with open_table(path) as table:
        guess = table.kind != "vcard"
        mapping = propose_mapping(table.headers, table.sample, guess=guess)
        for number, cells in table.rows:
            read = read_row(number, cells, mapping, reading)
            if isinstance(read, Draft):
                yield read


def _keys(draft: Draft) -> list[tuple[str, str]]:
    keys = [("id", draft.external_id)] if draft.external_id else []
    keys += [("email", email.normal) for email in draft.emails if email.normal]
    return keys + [("phone", phone.e164) for phone in draft.phones if phone.e164]


def _said(draft: Draft) -> dict[str, str]:
    values = {name: str(getattr(draft, name, "") or "") for name in FIELDS}
    values["email"] = next((email.normal for email in draft.emails if email.normal), "")
    values["phone"] = next((phone.e164 for phone in draft.phones if phone.e164), "")
    for place in draft.addresses[:1]:
        parts = ("street", "city", "province", "postcode", "country")
        values |= {part: str(getattr(place, part)) for part in parts}
    found = {name: value for name, value in values.items() if value}
    return {"id": draft.external_id, **found} if draft.external_id else found
