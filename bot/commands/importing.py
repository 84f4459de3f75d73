"""A file sent to the bot: looked at, its columns put right, imported when an admin says so.

What was imported can be taken back, whole, after a look at what that would do.
"""

import html
from typing import Any

from bot.answers import Answer, Import, Key, Revert, Rows, Show
from bot.asks import Action, Ask, Command
from bot.importing import BIGGEST, meaning_of
from storage.importing.columns import remember
from storage.rules.roles import Deed

FIELDS = (
    *("full_name", "first_name", "last_name", "email", "phone", "phone/mobile", "phone/work"),
    *("street", "postcode", "city", "province", "country", "company", "job_title", "birth_date"),
    *("external_id", "tags", "notes", "consent", "opt_out", "owner", "source", "custom", "-"),
)
"""What a column may be said to hold; `-` leaves it out."""
_MOST_COLUMNS = 40


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


async def import_columns(ask: Ask) -> list[Answer]:
    """Ask which column is wrong."""
    headers = [str(header) for header in ask.params["headers"] if header][:_MOST_COLUMNS]
    keys = [
        Key(header[:40], "import_field", {**ask.params, "column": header}) for header in headers
    ]
    return [Show(ask.say("import.which_column"), _in_pairs(keys))]


async def import_field(ask: Ask) -> list[Answer]:
    """Ask what that column holds."""
    column = str(ask.params["column"])
    keys = [
        Key(_said(field, ask), "import_set", {**ask.params, "field": field}) for field in FIELDS
    ]
    return [Show(ask.say("import.which_field", column=column), _in_pairs(keys), edit=ask.in_place)]


async def import_set(ask: Ask) -> list[Answer]:
    """Remember it for this layout, and try the file again."""
    said = {str(ask.params["column"]): str(ask.params["field"])}
    await remember([str(header) for header in ask.params["headers"]], said, ask.by)
    return [Show(ask.say("import.looking"), edit=ask.in_place), _work(ask, trial=True)]


async def import_back_ask(ask: Ask) -> list[Answer]:
    """Look what taking an import back would do; the button stays, should the answer be no."""
    return [Show(ask.say("import_back.looking")), _revert(ask, trial=True)]


async def import_back(ask: Ask) -> list[Answer]:
    """Take it back."""
    return [Show(ask.say("import_back.working"), edit=ask.in_place), _revert(ask, trial=False)]


def _said(field: str, ask: Ask) -> str:
    plain = {"-": "ignored", "phone/mobile": "mobile"}.get(field, field.replace("/", "_"))
    return html.unescape(meaning_of(plain, ask.view))


def _in_pairs(keys: list[Key]) -> Rows:
    return tuple(tuple(keys[i : i + 2]) for i in range(0, len(keys), 2))


def _work(ask: Ask, *, trial: bool) -> Import:
    return Import(trial=trial, file_id=str(ask.params["file_id"]), **_asked(ask))


def _revert(ask: Ask, *, trial: bool) -> Revert:
    return Revert(trial=trial, import_id=int(ask.params["import"]), **_asked(ask))


def _asked(ask: Ask) -> dict[str, Any]:
    """Return what any work needs to know of who asked, and where."""
    return {
        "name": str(ask.params["name"]),
        "actor": ask.who.actor,
        "cause": ask.by.cause,
        "staff_id": ask.who.id,
        "language": ask.who.language,
        "country": ask.house.country,
        "timezone": ask.house.zone.key,
    }


COMMANDS: tuple[Command, ...] = ()
ACTIONS = (
    Action("import_yes", Deed.RULE, import_yes, once=True),
    Action("import_columns", Deed.RULE, import_columns),
    Action("import_field", Deed.RULE, import_field),
    Action("import_set", Deed.RULE, import_set),
    Action("import_back_ask", Deed.RULE, import_back_ask),
    Action("import_back", Deed.RULE, import_back, once=True),
)
