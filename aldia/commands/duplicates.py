"""Contacts that may be one person."""

from typing import Any

from aldia.helping import argument, option
from aldia.program import ID, Program, command
from storage import access, duplicates
from storage.duplicates import Alike
from storage.texts import say


@option("--kept", is_flag=True)
@option("--apart", is_flag=True)
@argument("contacts", nargs=-1, type=ID, metavar="id")
@command("duplicates")
async def duplicates_command(
    program: Program, contacts: tuple[int, ...], kept: bool, apart: bool
) -> None:
    """Find contacts that are in the list twice, and say why; or tell some apart."""
    if apart != bool(contacts):
        raise program.out.misuse("duplicates.usage")
    if apart:
        await _tell_apart(program, contacts)
        return
    if not kept:
        with program.out.progress("duplicates.comparing") as advance:
            await duplicates.search(
                program.by(), language=program.settings.language, progress=advance
            )
    found = await duplicates.alike()
    program.out.many(_shown(one, program.settings.language) for one in found)
    if not found:
        program.out.say("duplicates.none")
    await access.log("look_up", program.by(), query="duplicates", count=len(found))


async def _tell_apart(program: Program, contacts: tuple[int, ...]) -> None:
    event = await duplicates.tell_apart(contacts, program.by())
    if event is None:
        raise program.out.misuse("duplicates.usage")
    program.out.one({"contacts": sorted(set(contacts)), "event": event})


def _shown(one: Alike, language: str) -> dict[str, Any]:
    return {
        "contacts": list(one.contacts),
        "external_ids": list(one.external_ids),
        "verdict": one.verdict,
        "score": one.score,
        "why": [say(language, f"likeness.{code}", **params) for code, params in one.why],
    }


COMMANDS = (duplicates_command,)
