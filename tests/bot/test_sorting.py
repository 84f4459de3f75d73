"""Tags and segments."""

from storage.tables.people import ContactTag, Segment
from tests.bot.office import Office


async def tags() -> list[str]:
    return [tag.name for tag in await ContactTag.all().order_by("id")]


async def test_tags_are_put_on_taken_off_and_taken_back(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/etiqueta ana ruiz: VIP, moroso")
    assert "VIP" in (await lucia.hears()).text
    await lucia.says("/etiqueta ana ruiz: vip, -Moroso, nuevo")
    await lucia.hears()
    assert await tags() == ["VIP", "nuevo"]
    await lucia.taps("↩️ Deshacer")
    await lucia.hears(kind="edited")
    assert await tags() == ["VIP", "moroso"]
    await lucia.says("etiqueta:vip")
    assert "#VIP" in (await lucia.hears(kind="message")).text


async def test_a_segment_is_saved_only_when_it_can_be_read_and_stays_live(
    open_office: Office,
) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/segmento levante = ciudda:Valencia")
    assert "ciudda" in (await lucia.hears()).text
    assert await Segment.all().count() == 0
    await lucia.says("/segmento levante = ciudad:Valencia")
    assert "guardado" in (await lucia.hears()).text
    await open_office.customer(city="Valencia")
    await lucia.says("/segmento Levante")
    assert "Ana Ruiz" in (await lucia.hears()).text
    await lucia.says("/segmento")
    await lucia.hears()
    await lucia.taps("levante")
    assert "Ana Ruiz" in (await lucia.hears(kind="edited")).text


async def test_an_unknown_segment_says_so(open_office: Office) -> None:
    lucia = await open_office.colleague(7, "Lucía", language="ru")
    await lucia.says("сегмент север")
    assert "север" in (await lucia.hears()).text
