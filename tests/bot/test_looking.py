"""Looking up: the caller's card from a bare word, phone or e-mail."""

from aldia.sandbox.bot_api import transcript
from tests.bot.office import Office


async def test_a_bare_phone_gives_the_callers_card(open_office: Office) -> None:
    await open_office.customer(mobile="612345678", email="ana@example.org", city="Valencia")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("612 34 56 78")
    card = await lucia.hears()
    print(transcript(lucia.chat))
    assert "Ana Ruiz" in card.text
    assert "+34" in card.text or "612" in card.text
    assert "ana@example.org" in card.text
