"""A file sent to the bot: looked at first, imported when an admin says so."""

from bot.answers import Answer, Import, Show
from bot.asks import Action, Ask, Command
from bot.importing import BIGGEST
from storage.rules.roles import Deed


async def received(ask: Ask) -> list[Answer]:
    """Try the file without changing anything."""
    if not ask.place.private:
        return ask.tell("chat.in_private")
    if int(ask.params["size"]) > BIGGEST:
        return ask.tell("import.too_big")
    return [Show(ask.say("import.looking")), _work(ask, trial=True)]


async def import_yes(ask: Ask) -> list[Answer]:
    """Import what was tried."""
    return [Show(ask.say("import.working"), edit=ask.in_place), _work(ask, trial=False)]


def _work(ask: Ask, *, trial: bool) -> Import:
    return Import(
        trial=trial,
        file_id=str(ask.params["file_id"]),
        name=str(ask.params["name"]),
        actor=ask.who.actor,
        cause=ask.by.cause,
        staff_id=ask.who.id,
        language=ask.who.language,
        country=ask.house.country,
        timezone=ask.house.zone.key,
    )


COMMANDS: tuple[Command, ...] = ()
ACTIONS = (Action("import_yes", Deed.RULE, import_yes, once=True),)
