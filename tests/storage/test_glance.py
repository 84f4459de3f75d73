"""What there is of a contact at all, on both databases."""

from storage import notes, tasks
from storage.events import By
from storage.glance import TABLES, present
from tests.storage.people import person


async def test_the_tables_that_know_a_contact_are_named_and_no_others(
    database: str, by: By
) -> None:
    ana = await person(by, city="Valencia")
    eva = await person(by, "Eva")
    await notes.add(ana, "likes tea", by)
    await tasks.open_task("call", ana, "bounced_hard", by)
    there = {"email_address", "postal_address", "note", "task"}
    assert await present(ana) == there
    assert await present(eva) == {"email_address"}
    assert await present(999) == frozenset()
    assert there <= set(TABLES)
