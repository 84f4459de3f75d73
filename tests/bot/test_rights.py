"""What each role may ask for: every command and button, and one's own rights."""

from bot.commands import ACTIONS, ALL
from storage.rules.roles import Deed, Role
from storage.tables.people import Segment
from storage.tables.staff import Staff
from tests.bot.office import ADMIN_ID, Office

LOOKED = {
    *("found", "found_list", "find_again", "card", "history", "nothing", "never_mind"),
    *("language_chosen", "birthday_list", "quiet_list", "digest_hour", "digest_page", "chart"),
    *("task_list", "task_open", "ticket_list", "ticket_open", "campaign_show"),
    *("more", "prospect_list", "prospect_open", "firm"),
}
RULED = {
    *("import_yes", "import_columns", "import_field", "import_set"),
    *("import_back_ask", "import_back"),
    *("invite_as", "team", "member", "member_role", "dismiss_ask", "dismiss"),
    *("run_approve_ask", "run_approve", "run_pause", "run_resume_ask", "run_resume"),
    *("doubtful_next", "doubtful_again", "doubtful_leave"),
}
COMMANDS_TO_LOOK = {
    *("find", "help", "language", "cancel", "birthdays", "quiet", "digest", "chart"),
    *("tasks", "segment", "campaign"),
}


def test_whatever_is_not_named_here_takes_an_editor() -> None:
    deeds = {action.name: action.deed for action in ACTIONS.values()}
    assert {name for name, deed in deeds.items() if deed is Deed.LOOK} == LOOKED
    assert {name for name, deed in deeds.items() if deed is Deed.RULE} == RULED
    asked = {command.key: command.deed for command in ALL}
    assert {name for name, deed in asked.items() if deed is Deed.LOOK} == COMMANDS_TO_LOOK
    assert {name for name, deed in asked.items() if deed is Deed.RULE} == {"invite", "team"}


async def test_a_viewer_opens_segments_and_saves_none(open_office: Office) -> None:
    await Segment.create(
        name="levante", name_key="levante", query="ruiz", created_at=open_office.clock.now()
    )
    await open_office.customer()
    victor = await open_office.colleague(9, "Víctor", Role.VIEWER)
    await victor.says("/segmento levante")
    assert "Ana Ruiz" in (await victor.hears()).text
    await victor.says("/segmento sur = ciudad:Cádiz")
    assert "Puedes mirar" in (await victor.hears()).text
    assert await Segment.all().count() == 1


async def test_nobody_changes_their_own_role_or_ends_their_own_access(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.says("/equipo")
    await rosa.hears()
    await rosa.taps("Rosa")
    await rosa.hears(kind="edited")
    for button in ("lector", "Quitar del equipo"):
        await rosa.taps(button)
        assert "A ti mismo no" in (await rosa.hears(kind="answer")).text
    kept = await Staff.get()
    assert (kept.role, kept.active) == ("admin", True)


async def test_a_new_role_brings_its_own_menu(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    lucia = await open_office.colleague(7, "Lucía")
    await rosa.says("/equipo")
    await rosa.hears()
    for button in ("Lucía", "lector"):
        await rosa.taps(button)
        await rosa.hears(kind="edited")
    await rosa.says("/ayuda")
    await rosa.hears(kind="message")
    assert "buscar" in lucia.menu()
    assert "nota" not in lucia.menu()
