"""Looking at contacts, and taking changes back."""

from typing import Any

import click

from aldia.output import Output
from aldia.program import Program, command
from storage import access
from storage.showing import find_ids, rows_of, show
from storage.undo import NotUndone, undo

PAGE = 500


@click.argument("words", nargs=-1, required=True, metavar="ID_OR_EMAIL…")
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


@click.argument("event", type=int)
@command("undo")
async def undo_command(program: Program, event: int) -> None:
    """Take an event back."""
    result = await undo(event, program.by())
    if isinstance(result, NotUndone):
        raise program.out.fail(f"undo.{result.reason}", event=event)
    left = [{"table": x.table, "id": x.row_id, "field": x.field} for x in result.left]
    program.out.one({"event": result.event_id, "contact": result.contact_id, "left": left})


async def print_rows(out: Output, contacts: Any) -> int:
    """Print the short form of all contacts of a query set, a page at a time."""
    count, last = 0, 0
    while page := await contacts.filter(id__gt=last).order_by("id").limit(PAGE):
        count += out.many(await rows_of(page))
        last = page[-1].id
    return count


def _print_card(out: Output, found: dict[str, Any]) -> None:
    out.one(found)
    if not out.as_json:
        click.echo()


COMMANDS = (show_command, undo_command)
