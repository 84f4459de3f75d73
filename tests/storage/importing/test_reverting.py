"""Taking an import back: what goes, what returns, what stays and why; killed half-way too."""

import asyncio
import signal
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from storage import consent, contacts, notes
from storage.contacts import Corrected
from storage.events import By
from storage.importing import import_contacts
from storage.importing.history import imports
from storage.importing.reverting import NotReverted, Reverted, revert
from storage.rules.sending import Allowed, Refused
from storage.rules.subscriptions import TAKEN_BACK, ConsentAct
from storage.showing import find_ids
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.events import Event
from storage.tables.imports import ImportFile, KeptRow
from storage.tables.knowing import DuplicatePair, OtherValue
from storage.tables.people import Contact, EmailAddress, Phone
from storage.tables.work import Proposal
from storage.undo import Undone, undo
from tests.databases import NOW
from tests.storage.importing.test_importing import HEADERS, PLAIN, bring, shown, verdict

ANA = "1;Ana;Ruiz;ana@example.org;612345678;Valencia;"


def later(days: int = 1) -> By:
    """A colleague, some days on."""
    return By("staff:1", NOW + timedelta(days=days))


async def taken_back(import_id: int | None, *, dry_run: bool = False) -> Reverted:
    """Take an import back."""
    done = await revert(import_id or 0, later(9), dry_run=dry_run)
    assert isinstance(done, Reverted)
    return done


async def test_what_it_created_goes(database: str, by: By, tmp_path: Path) -> None:
    done = await bring(tmp_path, by, ANA, "2;Luis;;luis@example.org;;;", ";Eva;;;699888777;;")
    back = await taken_back(done.import_id)
    assert (back.removed, back.emptied, dict(back.left)) == (3, 0, {})
    assert await Contact.all().count() == await EmailAddress.all().count() == 0
    assert await Phone.all().count() == 0
    assert back.events is not None
    assert back.events.count == await Event.filter(kind="undo").count() == 3
    assert [row.cells for row in await KeptRow.all()] == [{}, {}, {}]
    assert (await ImportFile.get(id=done.import_id)).state == "reverted"


async def test_the_same_file_comes_in_again_afterwards(
    database: str, by: By, tmp_path: Path
) -> None:
    row = "1;Ana;Ruiz;ana@example.org;;;sí"
    done = await bring(tmp_path, by, row)
    await taken_back(done.import_id)
    again = await bring(tmp_path, later(10), row)
    assert again.counts.created == 1
    assert await verdict("ana@example.org") == Allowed()


async def test_a_contact_with_consent_stays_as_a_number_for_nobody(
    database: str, by: By, tmp_path: Path
) -> None:
    done = await bring(tmp_path, by, "1;Ana;Ruiz;ana@example.org;612345678;Valencia;sí")
    back = await taken_back(done.import_id)
    assert (back.removed, back.emptied, dict(back.left)) == (0, 1, {})
    contact = await Contact.get()
    assert (contact.external_id, contact.first_name, contact.search_text) == (None, "", "")
    assert contact.erased_at is not None
    assert await find_ids("ana@example.org") == []
    assert await ConsentRecord.all().count() == 2, "what was written down stays"


async def test_a_refusal_stands_though_the_file_is_taken_back(
    database: str, by: By, tmp_path: Path
) -> None:
    done = await bring(tmp_path, by, "1;Ana;;ana@example.org;;;no")
    back = await taken_back(done.import_id)
    assert (back.emptied, dict(back.left)) == (1, {"a_refusal_stands": 1})
    assert [row.address for row in await Suppression.all()] == [None]
    await bring(tmp_path, later(10), "1;Ana;;ana@example.org;;;sí", name="b.csv")
    assert await verdict("ana@example.org") == Refused("suppressed")


async def test_what_it_changed_returns_where_nobody_changed_it_since(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, ANA)
    before = await shown("ana@example.org")
    done = await bring(
        tmp_path,
        later(),
        "1;Ana María;Gil;otra@example.org;699888777;Elche;sí",
        name="b.csv",
    )
    (ana,) = await find_ids("otra@example.org")
    await contacts.correct(ana, {"last_name": "Sanz"}, later(2), country="ES")
    back = await taken_back(done.import_id)
    after = await shown("ana@example.org")
    assert after["first_name"] == "Ana"
    assert after["last_name"] == "Sanz", "staff corrected it since"
    for name in ("emails", "phones", "addresses", "tags"):
        assert after[name] == before[name], name
    assert back.changed == 2
    assert [(e["table"], e["field"]) for e in back.examples] == [("contact", "last_name")]
    assert await OtherValue.all().count() == 0
    assert await verdict("ana@example.org") == Refused("no_basis"), "the basis went with the file"


async def test_a_basis_that_the_customer_gave_stays(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, ANA)
    done = await bring(tmp_path, later(), f"{ANA}sí", name="b.csv")
    (ana,) = await find_ids("ana@example.org")
    proof = consent.Proof("consent", "Sí", "page", NOW + timedelta(days=2))
    await consent.record(ana, ConsentAct.GRANTED, proof, By(f"contact:{ana}", later(2).at))
    await taken_back(done.import_id)
    assert await verdict("ana@example.org") == Allowed()


async def test_whoever_has_a_history_since_stays_whole(
    database: str, by: By, tmp_path: Path
) -> None:
    done = await bring(tmp_path, by, ANA, "2;Luis;;luis@example.org;;;", "3;Eva;;;;;")
    (ana,) = await find_ids("ana@example.org")
    await contacts.correct(ana, {"city": "Elche"}, later(), country="ES")
    luis = await Contact.get(external_id="2")
    await notes.add(luis.id, "Prefers mornings", later())
    back = await taken_back(done.import_id)
    assert (back.removed, dict(back.left)) == (1, {"changed_since": 2})
    assert (await shown("ana@example.org"))["addresses"][0]["city"] == "Elche"
    assert await Contact.all().count() == 2


async def test_a_pair_found_by_likeness_keeps_nobody(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, ANA)
    done = await bring(tmp_path, later(), "2;Ana;Ruiz;;612345678;;", name="b.csv")
    assert await DuplicatePair.all().count() == 1
    assert (await taken_back(done.import_id)).removed == 1
    assert await DuplicatePair.all().count() == 0


async def test_a_dry_run_counts_the_same_and_changes_nothing(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, ANA)
    row = "1;Ana María;Gil;ana@example.org;;;sí"
    done = await bring(tmp_path, later(), row, "2;Luis;;;;;", name="b.csv")
    dry = await taken_back(done.import_id, dry_run=True)
    assert (await shown("ana@example.org"))["last_name"] == "Gil"
    assert (await ImportFile.get(id=done.import_id)).state == "done"
    real = await taken_back(done.import_id)
    counts = (dry.removed, dry.emptied, dry.changed, dry.left)
    assert counts == (real.removed, real.emptied, real.changed, real.left)


async def test_a_proposal_of_the_import_goes_with_it(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, ANA)
    (ana,) = await find_ids("ana@example.org")
    customer = By(f"contact:{ana}", later(1).at)
    await contacts.correct(ana, {"city": "Alicante"}, customer, country="ES")
    row = ANA.replace("Valencia", "Elche")
    done = await bring(tmp_path, later(2), row, name="b.csv")
    assert await Proposal.all().count() == 1
    await taken_back(done.import_id)
    assert await Proposal.all().count() == await OtherValue.all().count() == 0
    assert (await shown("ana@example.org"))["addresses"][0]["city"] == "Alicante"


async def test_what_was_left_goes_once_what_was_in_the_way_is_gone(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, ANA)
    file = ("1;Ana;Gil;ana@example.org;;Elche;sí", "2;Luis;;luis@example.org;;;sí", "3;Eva;;;;;no")
    done = await bring(tmp_path, later(), *file, name="b.csv")
    (ana,) = await find_ids("ana@example.org")
    luis = await Contact.get(external_id="2")
    fixed = await contacts.correct(ana, {"last_name": "Sanz"}, later(2), country="ES")
    note = await notes.add(luis.id, "Prefers mornings", later(2))
    first = await taken_back(done.import_id)
    stands = {"a_refusal_stands": 1}
    assert dict(first.left) == {**stands, "changed_since": 2}
    blocked = await taken_back(done.import_id)
    assert (blocked.removed, blocked.emptied, blocked.changed) == (0, 0, 0)
    assert dict(blocked.left) == {**stands, "changed_since": 2}
    assert isinstance(fixed, Corrected)
    for event in (fixed.event_id, note.event_id):
        assert isinstance(await undo(event or 0, later(3)), Undone)
    dry = await taken_back(done.import_id, dry_run=True)
    again = await taken_back(done.import_id)
    for one in (dry, again):
        assert (one.removed, one.emptied, one.changed, dict(one.left)) == (0, 1, 1, stands)
    assert (await shown("ana@example.org"))["last_name"] == "Ruiz"
    assert await ConsentRecord.filter(act=TAKEN_BACK).count() == 2, "of each purpose once"
    assert (await ImportFile.get(id=done.import_id)).state == "reverted"


async def test_twice_or_unknown_is_said(database: str, by: By, tmp_path: Path) -> None:
    done = await bring(tmp_path, by, ANA)
    await taken_back(done.import_id)
    assert await revert(done.import_id or 0, by) == NotReverted("reverted_already")
    assert await revert(4711, by) == NotReverted("unknown_import")


async def test_imports_are_listed_the_newest_first(database: str, by: By, tmp_path: Path) -> None:
    one = await bring(tmp_path, by, ANA)
    other = await bring(tmp_path, later(), ANA, "2;Luis;;;;;", name="b.csv")
    await taken_back(other.import_id)
    listed = [row async for row in imports()]
    assert [(row["id"], row["file"], row["state"]) for row in listed] == [
        (other.import_id, "b.csv", "reverted"),
        (one.import_id, "c.csv", "done"),
    ]
    assert listed[1]["counts"]["created"] == 1


async def test_a_killed_revert_goes_on_where_it_was(database: str, by: By, tmp_path: Path) -> None:
    rows = [f"{n};P{n};Ruiz;p{n}@example.org;;;" for n in range(1500)]
    path = tmp_path / "big.csv"
    path.write_text("\n".join([HEADERS, *rows]), encoding="utf-8")
    done = await import_contacts(path, PLAIN, by, rejected_in=tmp_path, language="es")
    program = textwrap.dedent(
        """
        import asyncio, sys
        from pathlib import Path
        from storage import database
        from storage.events import By
        from storage.importing.reverting import revert
        from storage.ledger import open_ledger
        from tests.databases import NOW
        async def main(url, folder, number):
            open_ledger(Path(folder) / "ledger")
            async with database.opened(url):
                await revert(int(number), By("cli", NOW),
                    on_progress=lambda done, total: print(done, flush=True))
        asyncio.run(main(*sys.argv[1:]))
        """
    )
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, database, str(tmp_path), str(done.import_id)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    await child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    await child.wait()
    left = await Contact.all().count()
    assert 0 < left < 1500
    assert (await ImportFile.get(id=done.import_id)).state == "undoing"
    back = await taken_back(done.import_id)
    assert back.removed == left
    assert await Contact.all().count() == 0
    again = await import_contacts(path, PLAIN, later(), rejected_in=tmp_path, language="es")
    assert again.import_id != done.import_id, "what was taken back does not go on"
    assert again.counts.created == 1500


async def test_an_import_that_was_killed_can_be_taken_back(
    database: str, by: By, tmp_path: Path
) -> None:
    done = await bring(tmp_path, by, ANA)
    await ImportFile.filter(id=done.import_id).update(state="reading")
    assert (await taken_back(done.import_id)).removed == 1


async def test_a_vendors_list_can_be_taken_back(database: str, by: By, tmp_path: Path) -> None:
    await bring(tmp_path, by, "1;Ana;;ana@example.org;;;")
    fill = replace(PLAIN, fill=True)
    done = await bring(tmp_path, later(), "1;Ana;Gil;;699888777;Elche;", options=fill, name="b.csv")
    assert (await shown("ana@example.org"))["last_name"] == "Gil"
    await taken_back(done.import_id)
    ana = await shown("ana@example.org")
    assert (ana["last_name"], ana["phones"], ana["addresses"]) == ("", [], [])
