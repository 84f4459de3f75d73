"""What a file says anew, and whose word stands: re-imports, corrections between them, vendors."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from storage import consent, contacts, provenance
from storage.events import By
from storage.importing import ImportOptions, import_contacts
from storage.importing.said import Said, standing
from storage.rules.sending import Allowed
from storage.rules.subscriptions import ConsentAct
from storage.showing import find_ids
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact
from storage.tables.work import Proposal
from storage.undo import Undone, undo
from tests.databases import NOW
from tests.storage.importing.test_importing import PLAIN, bring, shown, verdict

FILL = replace(PLAIN, fill=True)


async def correct(by: By, **values: str) -> None:
    """Correct Ana."""
    (ana,) = await find_ids("ana@example.org")
    await contacts.correct(ana, values, by, country="ES")


def customer(days: int = 1) -> By:
    """The customer, some days on."""
    return By("contact:1", NOW + timedelta(days=days))


def later(days: int) -> By:
    """A colleague who imports some days on."""
    return By("staff:1", NOW + timedelta(days=days))


async def numbers() -> list[str]:
    return [phone["number"] for phone in (await shown("ana@example.org"))["phones"]]


async def test_another_column_changed_puts_no_old_value_back(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;612345678;Valencia;")
    await correct(customer(), mobile="+34699888777")
    row = "1;Ana;Ruiz Gil;ana@example.org;612345678;Valencia;"
    done = await bring(tmp_path, later(2), row, name="b.csv")
    assert (done.counts.updated, done.counts.proposed) == (1, 0)
    assert (await shown("ana@example.org"))["last_name"] == "Ruiz Gil"
    assert await numbers() == ["+34699888777"]


async def test_a_row_that_changed_back_is_news_again(database: str, by: By, tmp_path: Path) -> None:
    one = "1;Ana;Ruiz;ana@example.org;612345678;Valencia;"
    other = "1;Ana;Ruiz;ana@example.org;699888777;Elche;"
    await bring(tmp_path, by, one)
    await bring(tmp_path, later(1), other, name="b.csv")
    assert await numbers() == ["+34699888777"], "the new number takes the place of the old one"
    again = await bring(tmp_path, later(2), one, name="c.csv")
    assert again.counts.updated == 1
    assert await numbers() == ["+34612345678"]
    assert (await shown("ana@example.org"))["addresses"][0]["city"] == "Valencia"
    others = [row.value for row in await OtherValue.filter(field="city").order_by("id")]
    assert others == ["Valencia", "Elche"], "what lost is kept"
    assert (await bring(tmp_path, later(3), one, name="d.csv")).counts.unchanged == 1


async def test_several_rows_of_one_contact_stand_beside_each_other(
    database: str, by: By, tmp_path: Path
) -> None:
    rows = ("1;Ana;Ruiz;ana@example.org;612345678;;", "1;Ana;Ruiz;ana@example.org;699888777;;")
    await bring(tmp_path, by, *rows)
    assert sorted(await numbers()) == ["+34612345678", "+34699888777"]
    again = await bring(tmp_path, later(1), *rows, "2;Eva;;;;;", name="b.csv")
    assert (again.counts.unchanged, again.counts.created) == (2, 1)


async def test_what_the_customer_said_stands_against_a_file_and_staff_are_asked(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;612345678;Valencia;")
    await correct(customer(), mobile="+34699888777", city="Alicante")
    row = "1;Ana;Ruiz;ana@example.org;655444333;Elche;"
    done = await bring(tmp_path, later(2), row, name="b.csv")
    assert (done.counts.updated, done.counts.unchanged, done.counts.proposed) == (0, 1, 2)
    assert await numbers() == ["+34699888777"]
    proposed = await Proposal.all().order_by("field").values_list("field", "old", "new", "why")
    assert proposed == [
        ("city", "Alicante", "Elche", "less_trusted"),
        ("mobile", "+34699888777", "+34655444333", "less_trusted"),
    ]
    ana = await Contact.get(external_id="1")
    known = await provenance.of(ana)
    assert known["city"]["source"] == "contact:1"
    assert [(o["value"], o["why"]) for o in known["city"]["others"]] == [("Elche", "less_trusted")]


async def test_staff_are_asked_once(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;Valencia;")
    await correct(customer(), city="Alicante")
    await bring(tmp_path, later(2), "1;Ana;Ruiz;ana@example.org;;Elche;", name="b.csv")
    row = "1;Ana;Gil;ana@example.org;;Elche;"
    done = await bring(tmp_path, later(3), row, name="c.csv")
    assert (done.counts.updated, done.counts.proposed) == (1, 0)
    assert await Proposal.all().count() == 1


async def test_a_file_may_change_what_a_file_said(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;Valencia;")
    await bring(tmp_path, later(1), "1;Ana;Ruiz;ana@example.org;;Elche;", name="b.csv")
    ana = await Contact.get(external_id="1")
    assert ana.sources["city"][0].startswith("import:")
    assert (await shown("ana@example.org"))["addresses"][0]["city"] == "Elche"


async def test_a_vendors_list_fills_gaps_and_the_rest_is_kept_beside(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;;ana@example.org;;Valencia;")
    row = "1;Anita;Ruiz;ana@example.org;612345678;Elche;"
    done = await bring(tmp_path, later(1), row, options=FILL, name="b.csv")
    assert (done.counts.updated, done.counts.proposed) == (1, 0)
    ana = await Contact.get(external_id="1")
    assert (ana.first_name, ana.last_name) == ("Ana", "Ruiz")
    assert await numbers() == ["+34612345678"]
    known = await provenance.of(ana)
    assert known["last_name"]["source"].startswith("fill:")
    assert [other["value"] for other in known["city"]["others"]] == ["Elche"]
    own = await bring(tmp_path, later(2), "1;Ana;Gil;ana@example.org;;;", name="c.csv")
    assert own.counts.updated == 1, "the owner's own file counts for more than a vendor's"
    assert (await Contact.get(external_id="1")).last_name == "Gil"


async def test_a_no_said_before_does_not_undo_a_yes_of_the_customer(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;;no")
    (ana,) = await find_ids("ana@example.org")
    proof = consent.Proof("consent", "Sí", "page", NOW + timedelta(days=1))
    await consent.record(ana, ConsentAct.GRANTED, proof, customer())
    await bring(tmp_path, later(2), "1;Ana;Gil;ana@example.org;;;no", name="b.csv")
    standings = await consent.standings([ana])
    assert standings[ana]["updates/email"] == "granted"


async def test_a_row_without_id_or_address_is_known_by_its_cells(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, ";Eva;Sol;;612345678;;")
    done = await bring(tmp_path, later(1), ";Eva;Sol;;612345678;;", ";Luz;;;;;", name="b.csv")
    assert (done.counts.created, done.counts.unchanged) == (1, 1)


async def test_a_yes_goes_on_counting(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;;")
    await bring(tmp_path, later(1), "1;Ana;Ruiz;ana@example.org;;;sí", name="b.csv")
    assert await verdict("ana@example.org") == Allowed()


cells = st.fixed_dictionaries({"id": st.just("1"), "a": st.text("xy", max_size=1)})
rows = st.lists(st.tuples(st.integers(1, 4), cells), max_size=6)


@given(rows)
def test_the_last_row_said_always_stands(said: list[tuple[int, dict[str, str]]]) -> None:
    listed = [Said(n, file, str(one), one) for n, (file, one) in enumerate(said)]
    kept = standing(listed)
    assert kept[-1:] == listed[-1:]
    assert set(map(id, kept)) <= set(map(id, listed))
    assert standing(kept) == kept or len({one.import_id for one in kept}) > 1


def test_a_table_of_other_columns_is_another_source() -> None:
    one = Said(1, 1, "a", {"Nombre": "Ana", "Teléfono": "1"})
    other = Said(2, 2, "b", {"First Name": "Ana", "Phone Number": "2"})
    assert standing([one, other]) == [one, other]
    third = Said(3, 3, "c", {"Nombre": "Ana", "Teléfono": "3"})
    assert standing([one, other, third]) == [other, third]


async def test_undoing_one_correction_leaves_who_said_the_others(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;Valencia;")
    (ana,) = await find_ids("ana@example.org")
    first = await contacts.correct(ana, {"city": "Elche"}, later(1), country="ES")
    await contacts.correct(ana, {"last_name": "Gil"}, customer(2), country="ES")
    assert isinstance(first, contacts.Corrected)
    undone = await undo(first.event_id or 0, later(3))
    assert isinstance(undone, Undone)
    assert undone.left == ()
    contact = await Contact.get(id=ana)
    assert list(contact.sources) == ["last_name"]
    assert contact.sources["last_name"][0] == "contact:1"


TWO = "id;nombre;correo;{}\n1;Ana;ana@example.org;{}"
PARTS = ("street", "city", "postcode")


async def places(
    folder: Path, by: By, *said: tuple[str, str, str], options: ImportOptions = PLAIN
) -> list[tuple[str, ...]]:
    """Bring a row of one contact with these addresses at home; return those that she has then."""
    heads = [f"Address {n} - {part}" for n in range(1, len(said) + 1) for part in PARTS]
    path = folder / "p.csv"
    cells = [part for place in said for part in place]
    path.write_text(TWO.format(";".join(heads), ";".join(cells)), "utf-8")
    await import_contacts(path, options, by, rejected_in=folder, language="es")
    found = (await shown("ana@example.org"))["addresses"]
    assert {place["kind"] for place in found} == {"home"}
    return [tuple(place[part] for part in PARTS) for place in found]


async def test_several_addresses_of_a_kind_are_each_brought_up_to_date(
    database: str, by: By, tmp_path: Path
) -> None:
    one, two, three = (
        ("Mayor 3", "Elche", "03201"),
        ("Sol 5", "Elche", "03203"),
        ("Luz 7", "Ibi", ""),
    )
    assert await places(tmp_path, by, one, two) == [one, two]
    assert await places(tmp_path, later(1), two, one) == [one, two], "in another order"
    moved = ("Sol 9", "Elche", "03203")
    assert await places(tmp_path, later(2), one, moved) == [one, moved]
    assert await places(tmp_path, later(3), one, moved, three) == [one, moved, three]
    assert await places(tmp_path, later(4), three) == [one, moved, three], "what is left out stays"


async def test_a_vendors_list_completes_an_address_but_not_from_another(
    database: str, by: By, tmp_path: Path
) -> None:
    one, two = ("Mayor 3", "Elche", ""), ("Sol 5", "Ibi", "03440")
    assert await places(tmp_path, by, one) == [one]
    assert await places(tmp_path, later(1), two, options=FILL) == [one]
    assert await places(tmp_path, later(2), one, two, options=FILL) == [one]
    full = ("Mayor, 3", "ELCHE", "03201")
    assert await places(tmp_path, later(3), full, options=FILL) == [(*one[:2], "03201")]
