"""Writing: formula-safe tables, cards, and the way back in."""

import csv
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from storage.files import FileError
from storage.files.drafts import Draft, Reading, Rejected
from storage.files.flat import cells, columns, flat
from storage.files.headers import propose_mapping
from storage.files.reading import open_table
from storage.files.rejected import RejectedRows
from storage.files.rows import read_row
from storage.files.writing import formula_safe, vcard, write_csv, write_vcf, write_xlsx

ANA = {
    "id": 3,
    "external_id": "C-12",
    "first_name": "Ana",
    "last_name": "García López",
    "honorific": "Sra.",
    "sex": "female",
    "birth_date": "1980-03-12",
    "job_title": "=cmd|' /C calc'!A0",
    "language": "es",
    "channel": "phone",
    "greeting": None,
    "company": "Flores; S.L.",
    "emails": [
        {"address": f"ana{i}@example.com", "primary": i == 0, "standing": "unverified"}
        for i in range(4)
    ],
    "phones": [
        {"number": "+34612345678", "as_typed": "612345678", "label": "mobile"},
        {"number": "+34961234567", "as_typed": "961234567", "label": "work"},
    ],
    "addresses": [
        {"kind": "home", "street": "C/ Mayor 3", "city": "València", "postcode": "46001"},
        {"kind": "billing", "city": "Gandía", "country": "ES"},
    ],
    "subscription": {"updates": "granted", "marketing": "withdrawn"},
    "tags": ["vip", "boda"],
    "notes": "-1 de regalo\nsegunda línea",
    "custom": {"Talla": "+L"},
}


@pytest.mark.parametrize("name", ["ana.csv", "ana.xlsx"])
def test_what_goes_out_comes_back_in(tmp_path: Path, name: str) -> None:
    (back,) = there_and_back(tmp_path / name, [ANA])
    assert (back.external_id, back.first_name, back.last_name) == ("C-12", "Ana", "García López")
    assert (back.honorific, back.sex, back.channel) == ("Sra.", "female", "phone")
    assert back.job_title == ANA["job_title"]
    assert [e.normal for e in back.emails] == [f"ana{i}@example.com" for i in range(4)]
    assert [(p.e164, p.label) for p in back.phones] == [
        ("+34612345678", "mobile"),
        ("+34961234567", "work"),
    ]
    assert [(a.kind, a.city, a.country) for a in back.addresses] == [
        ("home", "València", ""),
        ("billing", "Gandía", "ES"),
    ]
    assert [(c.purpose, c.given) for c in back.consents] == [
        ("updates", True),
        ("marketing", False),
    ]
    assert (back.tags, back.notes) == (("vip", "boda"), ANA["notes"])
    assert back.custom == (("Talla", "+L"),)
    assert back.warnings == ()


NAMES = [
    *[("", ""), ("Ana", ""), ("", "Ana"), ("Ana Ruiz", ""), ("", "Martín Ruiz"), ("Ana", "Ana")],
    *[("ANA", "DE LA O"), ("ana", "ruiz"), ("D. Juan", "Paz"), ("Sra. Eva", ""), ("?", "")],
    *[("ana@example.org", ""), ("García, Ana", ""), ("Анна", ""), ("", "Иванова Анна Петровна")],
]


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx", "all.vcf"])
def test_names_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    people: list[dict[str, Any]] = [
        {
            "id": number,
            "first_name": first,
            "last_name": last,
            "emails": [{"address": "ana@example.org"}],
            "phones": [{"number": "+34612345678", "label": "mobile"}] if number % 2 else [],
            "company": "Ruiz" if number % 3 else "",
        }
        for number, (first, last) in enumerate(NAMES, 1)
    ]
    back = there_and_back(tmp_path / name, people)
    assert [(one.first_name, one.last_name) for one in back] == NAMES
    assert [one.company for one in back] == [one["company"] for one in people]


def test_who_has_no_name_gets_none_from_what_a_card_shows(tmp_path: Path) -> None:
    mail = {"address": "ana@example.org"}
    phone = {"number": "+34612345678", "label": "mobile"}
    some: list[dict[str, Any]] = [
        {"id": 1, "emails": [mail], "phones": [phone]},
        {"id": 2, "phones": [phone]},
        {"id": 3, "external_id": "C-3"},
    ]
    cards = [vcard(one) for one in some]
    for card, shown in zip(cards, ("ana@example.org", "+34612345678", "?"), strict=True):
        assert f"FN:{shown}\r\n" in card
    back = there_and_back(tmp_path / "x.vcf", some)
    assert [(one.first_name, one.last_name, one.external_id) for one in back] == [
        *[("", "", ""), ("", "", ""), ("", "", "C-3")]
    ]
    # Another program's card says who it is about by FN, but not by these.
    for one in some[:2]:
        one.pop("id")
    others = there_and_back(tmp_path / "y.vcf", some[:2])
    assert [(one.first_name, one.last_name) for one in others] == [("", "")] * 2


def there_and_back(path: Path, people: list[dict[str, Any]]) -> list[Draft]:
    """Write people as an export does and read the file as an import does."""
    if path.suffix == ".vcf":
        write_vcf(path, people)
    else:
        write = write_csv if path.suffix == ".csv" else write_xlsx
        names = {name for one in people for name in flat(one)}
        custom = list(dict.fromkeys(name for one in people for name in one.get("custom") or ()))
        own = columns([], names)
        assert write(path, columns(custom, names), [cells(p, own, custom) for p in people])
    guess = path.suffix != ".vcf"
    with open_table(path) as table:
        system = "auto" if guess else ""
        mapping = propose_mapping(table.headers, table.sample, system=system, guess=guess)
        read = [read_row(number, cells, mapping, Reading()) for number, cells in table.rows]
    assert all(isinstance(one, Draft) for one in read), read
    return [one for one in read if isinstance(one, Draft)]


PLACE = ("kind", "street", "city", "province", "postcode", "country")
WHERE = (
    ("", "C/ Mayor 3", "Otra 5"),
    ("Elche", "Gandía"),
    ("", "Valencia"),
    ("", "03201"),
    ("", "FR"),
)
KINDS = ("home", "billing", "shipping")
LABELS = ("mobile", "landline", "work", "other")


@pytest.mark.parametrize("seed", range(12))
def test_all_of_what_comes_in_several_comes_back(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # to make people up, no secret
    many = partial(chance.randrange, 13)
    places = [(chance.choice(KINDS), *map(chance.choice, WHERE)) for _ in range(many())]
    labels = {f"+346123456{n:02}": chance.choice(LABELS) for n in range(many())}
    ana: dict[str, Any] = {
        "id": 1,
        "first_name": "Ana",
        "addresses": [dict(zip(PLACE, place, strict=True)) for place in dict.fromkeys(places)],
        "phones": [{"number": number, "label": label} for number, label in labels.items()],
        "emails": [{"address": f"ana{n}@example.org"} for n in range(many())],
        "tags": ["Sol, Eva", "b | c", "*d"],
    }
    by_kind = sorted(ana["addresses"], key=lambda one: KINDS.index(one["kind"]))
    for ending in (".csv", ".vcf"):
        (back,) = there_and_back(tmp_path / f"ana{ending}", [ana])
        assert [{n: getattr(one, n) for n in PLACE} for one in back.addresses] == by_kind
        assert [one.normal for one in back.emails] == [e["address"] for e in ana["emails"]]
        found = {str(one.e164): one.label for one in back.phones}
        assert found.keys() == labels.keys()
        assert (back.custom, list(back.tags)) == ((), ana["tags"])
        if ending == ".csv":  # a card has words for some labels only
            assert list(found.items()) == list(labels.items())


def test_a_custom_field_may_be_called_like_a_column_of_ours(tmp_path: Path) -> None:
    ana: dict[str, Any] = {
        "id": 1,
        "first_name": "Ana",
        "source": "Feria",
        "custom": {"source": "web", "email": "no"},
    }
    (back,) = there_and_back(tmp_path / "x.csv", [ana])
    assert (back.source, back.custom) == ("Feria", (("source", "web"), ("email", "no")))


def test_every_column_of_an_export_is_known_to_import() -> None:
    more = ("email_4", "phone_label", "phone_5_label", *(f"address_2_{part}" for part in PLACE))
    mapping = propose_mapping(columns([], more), [])
    fields = [column.field for column in mapping.columns]
    assert mapping.system == "aldia"
    assert not {"custom", "ignored"} & set(fields)


def test_an_export_is_ours_whatever_its_custom_fields_are_called() -> None:
    of_zoho = (
        "Contact Owner",
        "Contact Owner.id",
        "Created Time",
        "Modified Time",
        "Email Opt Out",
    )
    mapping = propose_mapping(columns(of_zoho), [])
    assert mapping.system == "aldia"
    assert [c.header for c in mapping.columns if c.field == "custom"] == list(of_zoho)
    assert propose_mapping(columns(of_zoho), [], system="aldia").system == "aldia"
    with pytest.raises(FileError, match="from_another"):
        propose_mapping(columns(of_zoho), [], system="zoho")
    with pytest.raises(FileError, match="not_from"):
        propose_mapping(["Nombre", "Correo"], [], system="aldia")


def test_no_cell_of_a_csv_runs_as_a_formula(tmp_path: Path) -> None:
    bad = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1"]
    write_csv(tmp_path / "x.csv", ["a"], [{"a": text} for text in bad])
    content = (tmp_path / "x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file)][1:] == [f"'{text}" for text in bad]


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", ["=a"], [{"=a": "=1+1"}, {"=a": "x\x00\x08y"}, {"=a": 5}])
    sheet = load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [
        *(("=a", "s"), ("=1+1", "s"), ("xy", "s"), (5, "n")),
    ]


def test_a_broken_stream_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_csv(path, ["a"], [{"a": "old"}])
    with pytest.raises(ZeroDivisionError):
        write_csv(path, ["a"], ({"a": 1 // n} for n in (1, 0)))
    assert "old" in path.read_text("utf-8-sig")
    assert [file.name for file in tmp_path.iterdir()] == ["x.csv"]


def test_a_card_escapes_and_folds(tmp_path: Path) -> None:
    card = vcard(ANA)
    assert "N:García López;Ana;;Sra.;\r\n" in card
    assert "ORG:Flores\\; S.L.\r\n" in card
    assert "TEL;TYPE=CELL:+34612345678\r\n" in card
    assert "NOTE:-1 de regalo\\nsegunda línea\r\n" in card
    assert write_vcf(tmp_path / "x.vcf", [ANA, {"company": "Flores"}]) == 2
    assert b"FN:Flores\r\n" in (tmp_path / "x.vcf").read_bytes()


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_line_of_a_card_is_longer_than_75_bytes(notes: str) -> None:
    card = vcard({"first_name": "Ana", "notes": notes})
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
    unfolded = card.replace("\r\n ", "")
    assert unfolded.count("\r\nEND:VCARD\r\n") == 1


def test_rejected_rows_come_with_their_reason_and_can_go_in_again(tmp_path: Path) -> None:
    path = tmp_path / "rechazadas.csv"
    with RejectedRows(path, ["Nombre", "Correo"], "es") as rejected:
        assert not path.exists()
        rejected.add(Rejected(4, "nothing_to_identify"), ["", "=ana@"])
        rejected.add(Rejected(9, "too_many_cells", {"n": 3}), ["Ana", "a@example.com", 5])
        assert rejected.count == 2
    with RejectedRows(path, ["Nombre", "Correo"], "es", more=True) as rejected:
        rejected.add(Rejected(12, "nothing_to_identify"), ["", ""])
    with open_table(path) as table:
        assert table.headers == ("Fila rechazada", "Motivo de rechazo", "Nombre", "Correo")
        assert [cells[0] for _, cells in table.rows] == ["4", "9", "12"]
        mapping = propose_mapping(table.headers, table.sample)
    fields = [column.field for column in mapping.columns]
    assert fields[:2] == ["ignored", "ignored"]
    assert fields[3] == "email"


@settings(deadline=None)
@given(st.text(max_size=20))
def test_formula_safety_can_be_undone(text: str) -> None:
    safe = formula_safe(text)
    assert safe in (text, f"'{text}")
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
