"""Imports: which row is whom, what stands for consent, and that twice is once."""

import asyncio
import signal
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage import consent, contacts
from storage.events import By
from storage.files.drafts import Reading
from storage.importing import Imported, ImportOptions, import_contacts
from storage.importing.matching import compatible
from storage.rules.sending import Allowed, Refused, may_send
from storage.rules.subscriptions import ConsentAct
from storage.send_facts import send_facts
from storage.showing import find_ids, show
from storage.tables.consent import ConsentRecord
from storage.tables.events import Event
from storage.tables.people import Contact, EmailAddress
from storage.undo import NotUndone, Undone, undo
from tests.databases import NOW

READING = Reading(country="ES", language="es", today=NOW.date())
PLAIN = ImportOptions(READING)
HEADERS = "id;nombre;apellidos;correo;móvil;ciudad;acepta comunicaciones"


async def bring(
    folder: Path, by: By, *rows: str, options: ImportOptions = PLAIN, name: str = "c.csv"
) -> Imported:
    """Import rows under the usual headers."""
    path = folder / name
    path.write_text("\n".join([HEADERS, *rows]), encoding="utf-8")
    return await import_contacts(path, options, by, rejected_in=folder, language="es")


async def shown(word: str) -> dict[str, Any]:
    """Show the one contact that a word names."""
    (contact_id,) = await find_ids(word)
    found = await show(contact_id, NOW)
    assert found is not None
    return found


async def verdict(word: str) -> Allowed | Refused:
    (contact_id,) = await find_ids(word)
    return may_send((await send_facts([contact_id], "updates"))[contact_id])


async def test_a_row_becomes_a_contact_with_everything_it_says(
    database: str, by: By, tmp_path: Path
) -> None:
    row = "7;Ana;Ruiz Gil;Ana@Example.org;612 345 678;Valencia;sí"
    done = await bring(tmp_path, by, row)
    assert (done.counts.read, done.counts.created, done.counts.rejected) == (1, 1, 0)
    ana = await shown("ana@example.org")
    assert (ana["external_id"], ana["last_name"]) == ("7", "Ruiz Gil")
    assert ana["phones"] == [
        {"number": "+34612345678", "as_typed": "612 345 678", "label": "mobile"}
    ]
    assert ana["addresses"][0]["city"] == "Valencia"
    assert ana["freshness"] == "due", "an import is no confirmation"
    assert await verdict("ana@example.org") == Allowed()


async def test_the_same_file_twice_changes_nothing(database: str, by: By, tmp_path: Path) -> None:
    rows = (
        "1;Ana;Ruiz;ana@example.org;;;sí",
        ";Luis;Paz;luis@example.org;;;",
        ";Eva;Sol;;612345678;;",
    )
    await bring(tmp_path, by, *rows)
    events = await Event.all().count()
    again = await bring(tmp_path, by, *rows)
    assert (again.counts.created, again.counts.updated, again.counts.unchanged) == (0, 0, 3)
    assert await Event.all().count() == events
    assert await Contact.all().count() == 3


async def test_an_old_row_said_again_does_not_undo_what_the_customer_corrected(
    database: str, by: By, tmp_path: Path
) -> None:
    row = "1;Ana;Ruiz;ana@example.org;612345678;Valencia;sí"
    await bring(tmp_path, by, row)
    (ana,) = await find_ids("ana@example.org")
    await contacts.correct(ana, {"city": "Alicante"}, By(f"contact:{ana}", NOW), country="ES")
    await bring(tmp_path, by, row, "2;Luis;Paz;;;;", name="later.csv")
    assert (await shown("ana@example.org"))["addresses"][0]["city"] == "Alicante"


async def test_a_row_updates_by_the_same_id_only(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;Valencia;")
    done = await bring(tmp_path, by, "1;Ana María;Ruiz;ana@example.org;;;", name="b.csv")
    assert (done.counts.created, done.counts.updated) == (0, 1)
    ana = await shown("ana@example.org")
    assert (ana["first_name"], ana["addresses"][0]["city"]) == ("Ana María", "Valencia")
    done = await bring(tmp_path, by, "2;Ana;Ruiz;ana@example.org;;;", name="c2.csv")
    assert done.counts.created == 1, "different ids are never joined by an import"


async def test_without_an_id_the_same_address_and_a_compatible_name_update(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;casa@example.org;;;")
    done = await bring(
        tmp_path,
        by,
        ";Ana;;casa@example.org;;Elche;",
        ";Luis;Paz;casa@example.org;;;",
        name="b.csv",
    )
    assert (done.counts.updated, done.counts.created) == (1, 1)
    assert await EmailAddress.filter(normal="casa@example.org").count() == 2


async def test_a_row_about_someone_made_just_before_updates_them(
    database: str, by: By, tmp_path: Path
) -> None:
    done = await bring(
        tmp_path,
        by,
        "1;Ana;Ruiz;;;;",
        "1;Ana;Ruiz;ana@example.org;;;",
        ";Eva;;eva@example.org;;;",
        ";Eva;Sol;eva@example.org;;;",
    )
    assert (done.counts.created, done.counts.updated) == (2, 2)
    assert (await shown("eva@example.org"))["last_name"] == "Sol"


async def test_fill_only_completes_what_is_empty(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, "1;Ana;;ana@example.org;;Valencia;")
    fill = replace(PLAIN, fill=True)
    await bring(tmp_path, by, "1;Anita;Ruiz;otra@example.org;;Elche;", options=fill, name="b.csv")
    ana = await shown("ana@example.org")
    assert (ana["first_name"], ana["last_name"]) == ("Ana", "Ruiz")
    assert ana["addresses"][0]["city"] == "Valencia"
    assert [mail["address"] for mail in ana["emails"] if mail["primary"]] == ["ana@example.org"]


async def test_a_file_that_only_completed_may_be_taken_as_a_whole_later(
    database: str, by: By, tmp_path: Path
) -> None:
    fill = replace(PLAIN, fill=True)
    await bring(tmp_path, by, "1;Ana;;ana@example.org;;Valencia;")
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;Elche;", options=fill, name="b.csv")
    whole = await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;Elche;", name="b.csv")
    assert whole.counts.updated == 1
    assert (await shown("ana@example.org"))["addresses"][0]["city"] == "Elche"


async def test_only_a_yes_or_a_stated_basis_allows_mail(
    database: str, by: By, tmp_path: Path
) -> None:
    rows = (
        "1;Si;;si@example.org;;;sí",
        "2;No;;no@example.org;;;no",
        "3;Nada;;nada@example.org;;;",
        "4;Quiza;;quiza@example.org;;;a veces",
    )
    await bring(tmp_path, by, *rows)
    assert await verdict("si@example.org") == Allowed()
    assert await verdict("no@example.org") == Refused("withdrawn")
    assert await verdict("nada@example.org") == Refused("no_basis")
    assert await verdict("quiza@example.org") == Refused("no_basis")


async def test_a_basis_stated_for_the_file_is_kept_as_proof(
    database: str, by: By, tmp_path: Path
) -> None:
    stated_on = datetime(2025, 3, 1, 12, tzinfo=UTC)
    options = replace(PLAIN, basis="consent", wording="¿Te escribimos?", stated_on=stated_on)
    await bring(
        tmp_path,
        by,
        "1;A;;a@example.org;;;",
        "2;B;;b@example.org;;;no",
        "3;C;;c@example.org;;;a veces",
        options=options,
    )
    assert await verdict("a@example.org") == Allowed()
    assert await verdict("b@example.org") == Refused("withdrawn")
    assert await verdict("c@example.org") == Refused("no_basis"), "a doubtful cell has no basis"
    (ana,) = await find_ids("a@example.org")
    proof = await ConsentRecord.filter(contact_id=ana).first()
    assert proof is not None
    assert (proof.basis, proof.wording, proof.stated_on) == (
        "consent",
        "¿Te escribimos?",
        stated_on,
    )
    assert "c.csv, row 2" in proof.evidence


async def test_a_basis_stated_later_for_the_same_file_counts(
    database: str, by: By, tmp_path: Path
) -> None:
    rows = (
        "1;Ana;;ana@example.org;;Elche;",
        "2;No;;no@example.org;;;no",
        "3;Eva;;eva@example.org;;;",
        "4;Quiza;;quiza@example.org;;;a veces",
    )
    await bring(tmp_path, by, *rows)
    (ana,), (eva,) = await find_ids("ana@example.org"), await find_ids("eva@example.org")
    await contacts.correct(ana, {"city": "Alicante"}, By(f"contact:{ana}", NOW), country="ES")
    await consent.refuse(eva, ConsentAct.WITHDRAWN, By(f"contact:{eva}", NOW))
    contract = replace(PLAIN, basis="contract")
    again = await bring(tmp_path, by, *rows, options=contract)
    assert (again.counts.updated, again.counts.unchanged) == (1, 3)
    assert await verdict("ana@example.org") == Allowed()
    assert (await shown("ana@example.org"))["addresses"][0]["city"] == "Alicante"
    assert await verdict("no@example.org") == Refused("withdrawn")
    assert await verdict("eva@example.org") == Refused("withdrawn")
    assert await verdict("quiza@example.org") == Refused("no_basis")
    assert (await bring(tmp_path, by, *rows, options=contract)).counts.unchanged == 4


async def test_a_yes_never_lifts_a_refusal_that_came_before(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;;ana@example.org;;;sí")
    (ana,) = await find_ids("ana@example.org")
    await consent.refuse(ana, ConsentAct.WITHDRAWN, By(f"contact:{ana}", NOW))
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;;;sí", name="b.csv")
    assert await verdict("ana@example.org") == Refused("withdrawn")


async def test_a_dry_run_counts_like_the_real_one_and_changes_nothing(
    database: str, by: By, tmp_path: Path
) -> None:
    rows = ("1;Ana;;ana@example.org;;;sí", "1;Ana;;ana@example.org;;;sí", ";;;;;Elche;")
    dry = await bring(tmp_path, by, *rows, options=replace(PLAIN, dry_run=True))
    assert await Contact.all().count() == 0
    assert await Event.all().count() == 0
    assert (await bring(tmp_path, by, *rows)).counts == dry.counts
    assert dry.rejected_file is not None


async def test_an_import_of_a_contact_can_be_undone(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;612345678;Valencia;")
    event = await Event.get(kind="contact_created")
    taken_back = await undo(event.id, by)
    assert isinstance(taken_back, Undone)
    assert taken_back.left == ()
    assert await Contact.all().count() == 0


async def test_a_contact_on_whom_consent_hangs_is_undone_whole_or_not_at_all(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;612345678;Valencia;sí")
    before = await shown("ana@example.org")
    event = await Event.get(kind="contact_created")
    assert await undo(event.id, by) == NotUndone("in_use")
    assert await shown("ana@example.org") == before


async def test_a_killed_import_goes_on_where_it_was(database: str, by: By, tmp_path: Path) -> None:
    rows = [f"{n};P{n};Ruiz;p{n}@example.org;;;sí" for n in range(2300)]
    path = tmp_path / "big.csv"
    path.write_text("\n".join([HEADERS, *rows, ";;;;;Elche;"]), encoding="utf-8")
    program = textwrap.dedent(
        """
        import asyncio, os, sys
        from pathlib import Path
        from storage import database
        from storage.events import By
        from storage.importing import import_contacts
        from storage.ledger import open_ledger
        from tests.databases import NOW
        from tests.storage.importing.test_importing import PLAIN
        async def main(url, folder, path):
            open_ledger(Path(folder) / "ledger")
            async with database.opened(url):
                await import_contacts(Path(path), PLAIN, By("cli", NOW), rejected_in=Path(folder),
                    language="es", on_progress=lambda done, total: print(done, flush=True))
        asyncio.run(main(*sys.argv[1:]))
        """
    )
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        database,
        str(tmp_path),
        str(path),
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    await child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    await child.wait()
    assert 0 < await Contact.all().count() < 2300
    done = await import_contacts(path, PLAIN, by, rejected_in=tmp_path, language="es")
    assert (done.counts.read, done.counts.created, done.counts.rejected) == (2301, 2300, 1)
    assert await Contact.all().count() == 2300
    assert done.rejected_file is not None
    assert "Elche" in done.rejected_file.read_text(encoding="utf-8")


@given(st.text(), st.text())
def test_compatible_names_are_so_both_ways(one: str, other: str) -> None:
    assert compatible(one, other) == compatible(other, one)
    assert compatible(one, one)


def test_father_and_son_are_not_one() -> None:
    assert compatible("ana ruiz", "ana")
    assert compatible("", "ana ruiz")
    assert not compatible("jose ruiz gil", "jose ruiz sanz")
