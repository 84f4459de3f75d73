"""Notes, on both databases."""

from storage import access, contacts, notes
from storage.contacts import Corrected
from storage.events import By
from storage.notes import Place
from storage.tables.events import Event
from storage.tables.work import Note
from storage.undo import Undone, undo

HERE = Place(7, 70)


async def ana(by: By) -> int:
    made = await contacts.create({"first_name": "Ana"}, by, country="ES")
    assert isinstance(made, Corrected)
    return made.contact_id


async def test_a_note_is_edited_by_its_message_and_each_change_taken_back(
    database: str, by: By
) -> None:
    kept = await notes.add(await ana(by), "uno", by, place=HERE)
    changed = await notes.edit(HERE, "dos", by)
    assert changed is not None
    assert changed.event_id is not None
    assert (await Note.get(id=kept.note_id)).text == "dos"
    assert isinstance(await undo(changed.event_id, by), Undone)
    assert (await Note.get(id=kept.note_id)).text == "uno"
    assert kept.event_id is not None
    assert isinstance(await undo(kept.event_id, by), Undone)
    assert await Note.all().count() == 0


async def test_editing_another_message_or_to_the_same_words_changes_nothing(
    database: str, by: By
) -> None:
    await notes.add(await ana(by), "uno", by, place=HERE)
    events = await Event.all().count()
    assert await notes.edit(Place(7, 71), "dos", by) is None
    same = await notes.edit(HERE, "uno", by)
    assert same is not None
    assert same.event_id is None
    assert await Event.all().count() == events


async def test_who_looked_is_written_down_apart_from_events(database: str, by: By) -> None:
    contact = await ana(by)
    events = await Event.all().count()
    await access.log("card", by, contact_id=contact)
    await access.log("look_up", by, query="ana", count=3)
    (look,) = await access.of_contact(contact)
    assert (look.kind, look.actor, look.at) == ("card", "staff:1", by.at)
    assert await Event.all().count() == events


async def test_a_card_number_is_cut_out_of_a_note_and_its_edit(database: str, by: By) -> None:
    kept = await notes.add(await ana(by), "paga con 4111 1111 1111 1111", by, place=HERE)
    assert kept.cut == ("card_number",)
    assert (await Note.get(id=kept.note_id)).text == "paga con ***"
    changed = await notes.edit(HERE, "contraseña: Luna2024", by)
    assert changed is not None
    assert changed.cut == ("password",)
    assert (await Note.get(id=kept.note_id)).text == "***"
