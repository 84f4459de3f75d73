"""Two cards of one person: found, previewed, merged, told apart, and taken back."""

from storage import duplicates
from storage.tables.people import Contact
from tests.bot.office import BY, Office


async def test_a_group_is_merged_from_the_queue_after_a_look_and_taken_back(
    closed_office: Office,
) -> None:
    for _ in range(2):
        await closed_office.customer("Ana", "Ruiz Gil", mobile="612345678", city="Valencia")
    await duplicates.search(BY, language="es")
    lucia = await closed_office.colleague(7, "Lucía")
    async with closed_office.running():
        await lucia.says("/duplicados")
        assert "misma persona" in (await lucia.hears()).text
        await lucia.taps("🔗 Unir…")
        assert "pasa a formar parte" in (await lucia.hears(kind="edited")).text
        await lucia.taps("✅ Unir")
        assert "Unidos" in (await lucia.hears(kind="edited")).text
        assert await Contact.filter(merged_into_id=None).count() == 1
        await lucia.taps("↩️ Deshacer")
        assert "Deshecho" in (await lucia.hears(kind="edited")).text
    assert await Contact.filter(merged_into_id=None).count() == 2


async def test_who_was_told_apart_is_not_asked_about_again(closed_office: Office) -> None:
    for _ in range(2):
        await closed_office.customer("Ana", "Ruiz Gil", mobile="612345678", city="Valencia")
    await duplicates.search(BY, language="es")
    lucia = await closed_office.colleague(7, "Lucía")
    async with closed_office.running():
        await lucia.says("/duplicados")
        await lucia.hears()
        await lucia.taps("✋ Son distintos")
        assert "no lo preguntaré más" in (await lucia.hears(kind="edited")).text
        await lucia.taps("Siguiente ›")
        assert "No hay fichas repetidas" in (await lucia.hears(kind="edited")).text


async def test_whom_somebody_told_apart_is_merged_only_after_saying_so(open_office: Office) -> None:
    pair = [(await open_office.customer(name, "Ruiz")) for name in ("Ana", "Eva")]
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/unir ana + eva")
    before = await lucia.hears()
    await duplicates.tell_apart(pair, BY)
    await lucia.taps("✅ Unir")
    told = await lucia.hears(kind="answer")
    assert "no son la misma persona" in told.text
    assert await Contact.filter(merged_into_id=None).count() == 2
    await lucia.says("/unir ana + eva")
    assert "no son la misma persona" in (await lucia.hears()).text
    assert "no son la misma persona" not in before.text
    await lucia.taps("✅ Unir")
    assert "Unidos" in (await lucia.hears(kind="edited")).text


async def test_a_merge_is_for_who_asked_and_the_other_way_round_is_one_tap(
    open_office: Office,
) -> None:
    await open_office.customer("Ana", "Ruiz")
    await open_office.customer("Eva", "Gil")
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta")
    await lucia.says("/unir ana + eva")
    assert "Queda Ana Ruiz" in (await lucia.hears()).text
    await lucia.taps("⇄ Al revés")
    turned = await lucia.hears(kind="edited")
    assert "Queda Eva Gil" in turned.text
    await marta.taps_old(turned.buttons[0][0].data or "", on=turned.message)
    await lucia.taps("No")
    assert "No se ha hecho nada" in (await lucia.hears(kind="edited")).text
    assert await Contact.filter(merged_into_id=None).count() == 2


async def test_what_cannot_be_merged_is_said(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    await open_office.customer("Eva", "Gil")
    await open_office.customer("Eva", "Mora")
    lucia = await open_office.colleague(7, "Lucía")
    for typed, answer in {
        "/unir": "Escribe los dos",
        "/unir ana": "Escribe los dos",
        "/unir ana + nadie": "«nadie»",
        "/unir ana + eva": "«eva» da 2",
        "/unir ana + ana ruiz": "da 1 cliente",
    }.items():
        await lucia.says(typed)
        said = (await lucia.hears()).text
        assert answer in said or "no es una sola persona" in said, typed
