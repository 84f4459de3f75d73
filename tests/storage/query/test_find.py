"""Each query finds the right people, on both databases."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from storage import orders
from storage.events import By
from storage.orders import Line
from storage.query import Found, Query, QueryError, find, parse, print_query
from storage.tables.people import Contact
from tests.storage.people import person
from tests.storage.query import people, trees
from tests.storage.query.found import EVERYBODY, FOUND
from tests.storage.query.sold import sell

COUNTRIES = {"es": "ES", "en": "GB", "us": "US", "ru": "RU"}


async def found(text: str | Query, who: str = "es", limit: int = 50, offset: int = 0) -> Found:
    return await find(
        text,
        language=who.replace("us", "en"),
        country=COUNTRIES[who],
        now=people.NOW,
        timezone=people.ZONE,
        limit=limit,
        offset=offset,
    )


async def ask(text: str | Query, who: str = "es", limit: int = 50, offset: int = 0) -> list[int]:
    return list((await found(text, who, limit, offset)).ids)


def expected(listed: str) -> list[str]:
    if listed.startswith("-"):
        return sorted(set(EVERYBODY.split()) - set(listed[1:].split()))
    return listed.split()


@pytest.mark.parametrize("who", COUNTRIES)
async def test_each_query_finds_the_right_people(database: str, who: str) -> None:
    keys = await people.populate()
    await sell(keys)
    wrong = {}
    for language, text, listed in FOUND:
        if language != who:
            continue
        got = [keys[one] for one in await ask(text, who)]
        sorts = any(word in text for word in ("orden:", "sort:", "сорт:"))
        if (got if sorts else sorted(got)) != expected(listed):
            wrong[text] = (got, listed)
    assert not wrong


def test_the_tables_hold_what_was_promised() -> None:
    assert len({(language, text) for language, text, _ in FOUND}) >= 150
    assert {language for language, _, _ in FOUND} >= {"es", "en", "ru"}


async def test_the_printed_form_in_any_language_finds_the_same_people(database: str) -> None:
    await people.populate()
    for who, text, _ in FOUND[::3]:
        language = who.replace("us", "en")
        query = parse(text, language=language, country=COUNTRIES[who])
        for other in ("es", "en", "ru"):
            again = parse(print_query(query, other), language=other, country=COUNTRIES[who])
            assert await ask(again, who) == await ask(query, who), text


async def test_pages_never_overlap_and_stop_at_the_maximum(database: str) -> None:
    await people.populate()
    pages = [await ask("orden:ciudad max:12", limit=5, offset=offset) for offset in (0, 5, 10, 15)]
    assert [len(page) for page in pages] == [5, 5, 2, 0]
    assert len({one for page in pages for one in page}) == 12


async def test_every_page_says_how_many_there_are(database: str) -> None:
    await people.populate()
    everybody = await Contact.filter(merged_into_id=None, erased_at=None).count()
    for query, total in {"orden:ciudad": everybody, "max:12": 12, "zzyx": 0}.items():
        for limit, offset in ((5, 0), (5, 5), (total or 1, 0), (100, 0), (100, 3), (1, 500)):
            page = await found(query, limit=limit, offset=offset)
            assert page.total == total, (query, limit, offset)
            assert len(page.ids) == max(0, min(limit, total - offset))


async def test_a_name_that_begins_with_the_word_comes_first(database: str) -> None:
    keys = await people.populate()
    assert [keys[one] for one in await ask("ana")] == ["ana", "dup", "ruiz", "lucia", "acme"]


async def test_any_tree_compiles_to_something_both_databases_take(database: str) -> None:
    await people.populate()
    queries: list[Query] = []

    @settings(max_examples=120, phases=[Phase.generate], deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(trees.queries)
    def collect(query: Query) -> None:
        queries.append(query)

    collect()
    for query in queries:
        try:
            await ask(query)
        except QueryError as error:
            assert error.code in {"unknown_segment", "needs_name"}  # noqa: PT017


async def test_no_text_of_the_user_becomes_sql(database: str) -> None:
    await people.populate()
    for text in ("'; drop table contact; --", "%' or 1=1", "\\", "_", "%", "a\\%", "$1", "?", "{}"):
        for field in (
            "",
            "empresa:",
            "nombre:",
            "ciudad:",
            "etiqueta:",
            "correo:",
            "cargo:",
            "cp:",
        ):
            quoted = text.replace("\\", "\\\\")
            assert await ask(f'{field}"z{quoted}z"') == []
    assert await Contact.all().count() == len(people.PEOPLE) + 2


async def test_minus_finds_exactly_the_others(database: str) -> None:
    keys = await people.populate()
    for _, text, _ in FOUND[::2]:
        try:
            query = parse(f"-({text})", language="es", country="ES")
            without = await ask(query)
        except QueryError:
            continue
        query = parse(text, language="es", country="ES")
        assert sorted([*without, *await ask(query)]) == sorted(keys), text


async def test_a_credit_note_is_no_order_but_takes_from_what_was_spent(
    database: str, by: By
) -> None:
    ana, eva, bea = [await person(by, name) for name in ("Ana", "Eva", "Bea")]
    for contact, ago, cents in (
        *((ana, 90, 9000), (ana, 2, -4000), (ana, 1, 0)),
        *((eva, 80, 3000), (eva, 70, 1000)),
        (bea, 3, -500),
    ):
        await orders.place(
            contact,
            by,
            on=people.NOW.date() - timedelta(days=ago),
            currency="EUR",
            amount=cents,
            lines=[Line("Café", amount=cents)],
        )
    wanted = {
        "pedidos>=2": [eva],
        "pedidos:0": [bea],
        "sin:pedidos": [bea],
        "producto:café": [ana, eva],
        "ultcompra:30d": [],
        "gasto:50": [ana],
        "gasto:40": [eva],
        "con:pedidos orden:-ultcompra": [eva, ana],
        "con:pedidos orden:-pedidos": [eva, ana],
        "con:pedidos orden:-gasto": [ana, eva],
    }
    assert {text: await ask(text) for text in wanted} == wanted
