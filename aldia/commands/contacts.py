"""Looking at contacts, and taking changes back."""

from typing import Any

import click

from aldia.helping import argument
from aldia.output import Output
from aldia.program import ID, Program, command
from storage import access, cards
from storage.query import find
from storage.showing import find_ids, rows_of, show
from storage.undo import NotUndone, undo

PAGE = 500


@argument("query")
@command("find")
async def find_command(program: Program, query: str) -> None:
    """Find contacts: a name, phone or e-mail, or a query such as 'ciudad:Valencia -es:retirado'."""
    asked = program.settings.asked
    parsed = asked.parse(query)
    count = 0
    while True:
        found = await find(
            parsed,
            language=asked.language,
            country=asked.country,
            timezone=asked.timezone,
            now=program.clock.now(),
            limit=PAGE,
            offset=count,
        )
        program.out.many(await rows_of(await cards.contacts_of(found.ids)))
        count += len(found.ids)
        if len(found.ids) < PAGE:
            break
    await access.log("look_up", program.by(), query=query, count=count)


@argument("words", nargs=-1, required=True, metavar="id_or_email")
@command("show")
async def show_command(program: Program, words: tuple[str, ...]) -> None:
    """Show contacts with everything known of them."""
    missing: list[str] = []
    for word in words:
        ids = await find_ids(word)
        missing += [] if ids else [word]
        for contact_id in ids:
            found = await show(contact_id, program.clock.now())
            if found is not None:
                await access.log("card", program.by(), contact_id=contact_id)
                _print_card(program.out, found)
    if missing:
        raise program.out.fail("show.unknown", words=", ".join(missing))


@argument("event", type=ID)
@command("undo")
async def undo_command(program: Program, event: int) -> None:
    """Take an event back."""
    result = await undo(event, program.by())
    if isinstance(result, NotUndone):
        raise program.out.fail(f"event.{result.reason}", event=event, first=result.first)
    left = [{"table": x.table, "id": x.row_id, "field": x.field} for x in result.left]
    told: dict[str, Any] = {"event": result.event_id, "contact": result.contact_id, "left": left}
    if result.separated is not None:
        told |= {"separated": result.separated, "stayed": dict(result.stayed)}
    program.out.one(told)


def _print_card(out: Output, found: dict[str, Any]) -> None:
    out.one(found)
    if not out.as_json:
        click.echo()


COMMANDS = (find_command, show_command, undo_command)
