"""Who is asked about at entry is found by whatever an index can find, and by nothing less."""

import pytest
from tortoise.expressions import Q

from storage import describing, likely
from storage.events import By
from storage.likeness.person import Described
from storage.tables.people import Contact, EmailAddress, Phone
from tests.storage.people import person

WAYS = {
    "a whole name": Described(0, "Ana María", "Quiñones Ibarra", birth_date="1984-05-17"),
    "a short name": Described(0, "Anamari", "Quiñones Ibarra", phones=("+34612345678",)),
    "one surname": Described(0, "Ana María", "Quiñones", birth_date="1984-05-17"),
    "a third surname": Described(0, "Ana María", "Quiñones Ibarra Gil", birth_date="1984-05-17"),
    "columns swapped": Described(0, "Quiñones Ibarra", "Ana María", birth_date="1984-05-17"),
    "a slip and a birth date": Described(0, "Ana María", "Quiñnoes Ibara", birth_date="1984-05-17"),
    "day and month swapped": Described(
        0, "Ana María", "Quiñones Ibarra", birth_date="1984-17-05", phones=("+34612345678",)
    ),
    "her mailbox with dots": Described(0, "Ana", "Quiñones", emails=("ana.q.i@gmail.com",)),
}


async def ana(by: By) -> int:
    return await person(
        by,
        "Ana María",
        last_name="Quiñones Ibarra",
        birth_date="1984-05-17",
        email="anaqi@googlemail.com",
        phone="612 345 678",
    )


@pytest.mark.parametrize("way", WAYS)
async def test_somebody_known_is_found(database: str, by: By, way: str) -> None:
    known = await ana(by)
    await person(by, "Zoraida", last_name="Peña", birth_date="1984-05-17", phone="699 111 222")
    found = await likely.likely(WAYS[way], language="es")
    assert [one.contact_id for one in found] == [known]


@pytest.mark.parametrize(
    "stranger",
    [
        Described(0, "Ruth", "Ortega Blasco", birth_date="1984-05-17"),
        Described(0, "Ana María", "Ortega Blasco"),
        Described(0, "", "", birth_date="1984-05-17"),
        Described(0),
    ],
    ids=["born on her day", "of her first name", "a date alone", "nothing"],
)
async def test_who_has_only_one_thing_of_hers_is_not_asked_about(
    database: str, by: By, stranger: Described
) -> None:
    await ana(by)
    assert await likely.likely(stranger, language="es") == []


async def test_whoever_is_asked_about_is_left_out(database: str, by: By) -> None:
    known = await ana(by)
    herself = Described(known, "Ana María", "Quiñones Ibarra", birth_date="1984-05-17")
    assert await likely.likely(herself, language="es") == []


@pytest.mark.parametrize("gone", ["merged", "erased"])
async def test_who_is_merged_or_erased_is_not_asked_about(database: str, by: By, gone: str) -> None:
    known, kept = await ana(by), await person(by, "Olga", last_name="Paz")
    change = {"merged_into_id": kept} if gone == "merged" else {"erased_at": by.at}
    await Contact.filter(id=known).update(**change)
    assert await likely.likely(WAYS["a whole name"], language="es") == []


async def test_one_query_reads_what_the_batches_read(database: str, by: By) -> None:
    known = await ana(by)
    other = await person(by, "Olga", last_name="Paz", street="Calle Mayor 3", city="Vigo")
    await EmailAddress.create(contact_id=known, address="b@example.net", normal="b@example.net")
    await Phone.create(contact_id=known, as_typed="699 000 111", e164="+34699000111")
    matching = await describing.matching(Q(id__in=[known, other]), 100)
    batches = await describing.these([known, other])
    parts = [
        {one.id: (one.last_name, set(one.emails), set(one.phones), one.places) for one in read}
        for read in (matching, batches)
    ]
    assert parts[0] == parts[1]
    assert len(parts[0][known][1]) == len(parts[0][known][2]) == 2
