"""Accounts, relations, preferences, services and opportunities, on both databases."""

from dataclasses import replace
from datetime import date

from storage import accounts, contacts, opportunities, preferences, relations
from storage.accounts import Joined, Kept
from storage.contacts import Refusal
from storage.events import By
from storage.glance import present
from storage.knowing import Around, around
from storage.opportunities import Told
from storage.preferences import Running
from storage.relations import Related, Tie
from storage.tables.accounts import Account
from storage.tables.people import Contact
from storage.undo import Undone, undo
from tests.storage.people import person


async def company(by: By, name: str = "Muebles Paz S.L.", **more: str) -> int:
    made = await accounts.find_or_create(name, by, **more)
    assert isinstance(made, Kept)
    return made.account_id


async def test_one_company_is_one_account_unless_its_numbers_differ(database: str, by: By) -> None:
    paz = await company(by, tax_id="B-12.345.678")
    assert await company(by, "MUEBLES  paz s.l.") == paz
    assert await company(by, "Paz Muebles", tax_id="b12345678") == paz
    assert await company(by, tax_id="B99999999") != paz
    assert await accounts.find_or_create(" ", by) == Refusal("name", "no_name")


async def test_the_company_in_words_stays_in_step(database: str, by: By) -> None:
    paz, ana = await company(by), await person(by)
    joined = await accounts.join(paz, ana, by, role="billing")
    assert isinstance(joined, Joined)
    assert (await Contact.get(id=ana)).company == "Muebles Paz S.L."
    await accounts.change(paz, by, name="Paz e Hijos", industry="muebles", size=12)
    changed = await Contact.get(id=ana)
    assert (changed.company, changed.company_key) == ("Paz e Hijos", "paz e hijos")
    left = await accounts.leave(paz, ana, by)
    assert isinstance(left, Joined)
    assert (await Contact.get(id=ana)).company == ""
    assert left.event_id is not None
    assert isinstance(await undo(left.event_id, by), Undone)
    assert (await Contact.get(id=ana)).company == "Paz e Hijos"
    (there,) = await accounts.people(paz)
    assert (there.contact_id, there.role) == (ana, "billing")


async def test_there_is_one_best_person_to_speak_to(database: str, by: By) -> None:
    paz = await company(by)
    ana, eva, luis = [await person(by, name) for name in ("Ana", "Eva", "Luis")]
    await accounts.join(paz, ana, by, role="user")
    await accounts.join(paz, eva, by, role="decision_maker")
    assert (await accounts.people(paz))[0].contact_id == eva
    await accounts.join(paz, ana, by, role="user", best=True)
    await accounts.join(paz, luis, by, role="influencer", best=True)
    rows = await accounts.people(paz)
    assert [(row.contact_id, row.best) for row in rows] == [
        *((luis, True), (eva, False), (ana, False)),
    ]
    assert await accounts.join(paz, ana, by, role="king") == Refusal("role", "unknown_role")


async def test_a_role_is_given_at_the_company_of_the_record(database: str, by: By) -> None:
    ana = await person(by, company="Muebles  Paz")
    given = await accounts.give_role(ana, "billing", by, best=True)
    assert isinstance(given, Joined)
    again = await accounts.give_role(ana, "billing", by)
    assert again == Joined(given.account_id, ana, None)
    (row,) = await accounts.people(given.account_id)
    assert (row.role, row.best, row.contact_id) == ("billing", True, ana)
    found = await accounts.of(await Contact.get(id=ana))
    assert found is not None
    assert (found.id, found.name) == (given.account_id, "Muebles Paz")
    nobody = await accounts.give_role(await person(by, "Eva"), "user", by)
    assert nobody == Refusal("company", "no_company")


async def test_no_company_is_a_part_of_itself(database: str, by: By) -> None:
    paz, sol = await company(by), await company(by, "Sol")
    assert isinstance(await accounts.change(sol, by, parent_id=paz), Kept)
    assert await accounts.change(paz, by, parent_id=sol) == Refusal("parent", "own_parent")
    assert await accounts.change(paz, by, parent_id=99) == Refusal("parent", "unknown_parent")
    assert (await Account.get(id=sol)).parent_id == paz


async def test_a_relation_is_kept_once_and_seen_from_both_sides(database: str, by: By) -> None:
    ana, eva = await person(by), await person(by, "Eva")
    await relations.relate(eva, ana, "household", by)
    again = await relations.relate(ana, eva, "household", by)
    assert again == Related(ana, eva, None)
    await relations.relate(eva, ana, "referral", by)
    assert await relations.of(ana) == [
        Tie("household", eva, by.at),
        Tie("brought_by", eva, by.at),
    ]
    assert {tie.kind for tie in await relations.of(eva)} == {"household", "referral"}
    await relations.part(ana, eva, "household", by)
    assert [tie.kind for tie in await relations.of(ana)] == ["brought_by"]
    assert await relations.relate(ana, ana, "family", by) == Refusal("other", "same_person")


async def test_preferences_are_one_event_and_one_spelling(database: str, by: By) -> None:
    ana = await person(by)
    event = await preferences.change(ana, "interest", by, add=["Ciclismo", "ciclísmo", "vino"])
    assert isinstance(event, int)
    assert [row.value for row in await preferences.of(ana)] == ["Ciclismo", "vino"]
    await preferences.change(ana, "interest", by, remove=["CICLISMO"])
    assert [row.value for row in await preferences.of(ana)] == ["vino"]
    assert await preferences.change(ana, "interest", by, add=["Vino"]) is None
    assert await preferences.change(ana, "colour", by) == Refusal("kind", "unknown_kind")


async def test_a_service_runs_from_its_first_day_to_its_last(database: str, by: By) -> None:
    ana = await person(by)
    made = await preferences.start_service(ana, "Mantenimiento", by, since=date(2026, 1, 1))
    assert isinstance(made, Running)
    await preferences.end_service(made.service_id, date(2026, 6, 30), by)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    runs = [len(await preferences.running(ana, day)) for day in days]
    assert runs == [0, 1, 1, 0]
    early = await preferences.end_service(made.service_id, date(2025, 1, 1), by)
    assert early == Refusal("until", "ends_first")


async def test_an_opportunity_is_followed_won_and_taken_back(database: str, by: By) -> None:
    ana = await person(by)
    made = await opportunities.open_opportunity(
        ana, "Cocina nueva", by, stage="oferta", amount=900000, currency="EUR", competitors="Ikea"
    )
    assert isinstance(made, Told)
    await opportunities.change(made.id, by, stage="negociación", criteria="plazo")
    won = await opportunities.settle(made.id, "won", by)
    assert isinstance(won, Told)
    assert await opportunities.open_ones(ana) == []
    assert won.event_id is not None
    assert isinstance(await undo(won.event_id, by), Undone)
    (row,) = await opportunities.open_ones(ana)
    assert (row.stage, row.criteria, row.closed_at) == ("negociación", "plazo", None)
    assert isinstance(await opportunities.request(ana, "lámparas de pie", by), Told)
    none = await opportunities.open_opportunity(ana, "x", by, amount=5)
    assert none == Refusal("currency", "no_currency")


async def test_what_is_known_around_a_customer_is_seen_from_both_ends(
    database: str, by: By
) -> None:
    ana, eva = await person(by), await person(by, "Eva")
    await relations.relate(ana, eva, "referral", by)
    await preferences.start_service(ana, "Mantenimiento", by, since=date(2026, 1, 1))
    await opportunities.open_opportunity(ana, "Cocina", by, amount=1, currency="EUR")
    await preferences.change(ana, "interest", by, add=["vino"])
    await opportunities.request(ana, "Lámparas", by)
    today = by.at.date()
    assert "relation" in await present(eva)
    of_ana = await around(ana, await present(ana), today)
    of_eva = await around(eva, await present(eva), today)
    assert [(tie.kind, tie.contact_id) for tie in of_ana.ties] == [("referral", eva)]
    assert [(tie.kind, tie.contact_id) for tie in of_eva.ties] == [("brought_by", ana)]
    assert [one.title for one in of_ana.prospects] == ["Cocina"]
    assert [one.name for one in of_ana.services] == ["Mantenimiento"]
    assert (of_ana.likes, of_ana.wishes) == (("vino",), ("Lámparas",))
    assert replace(of_eva, ties=()) == Around()


async def test_what_customers_want_is_counted_once_for_each_of_them(database: str, by: By) -> None:
    ana, eva = await person(by), await person(by, "Eva")
    for who, words in ((ana, "velas"), (ana, "Lámparas"), (ana, "lamparas"), (eva, "LÁMPARAS")):
        await opportunities.request(who, words, by)
    assert await opportunities.wanted() == [("LÁMPARAS", 2), ("velas", 1)]


async def test_nobody_who_was_erased_gets_a_record_again(database: str, by: By) -> None:
    paz = await company(by)
    assert await contacts.resolve(999) is None
    for refused in (
        await accounts.join(paz, 999, by),
        await preferences.change(999, "interest", by, add=["x"]),
        await preferences.start_service(999, "x", by),
        await opportunities.open_opportunity(999, "x", by),
        await opportunities.request(999, "x", by),
    ):
        assert refused == Refusal("id", "unknown_contact")
