"""`aldia imports`, `aldia revert`: what came in by files, and taking a file back."""

from dataclasses import asdict
from typing import Any

from aldia.helping import argument, option
from aldia.program import ID, Program, command
from storage.importing.history import imports
from storage.importing.reverting import NotReverted, Reverted, revert


@command("imports")
async def imports_command(program: Program) -> None:
    """List the files that came in, the newest first."""
    async for found in imports():
        program.out.many([found])


@option("--dry-run", is_flag=True)
@argument("number", type=ID, metavar="import")
@command("revert")
async def revert_command(program: Program, number: int, dry_run: bool) -> None:
    """Take an import back: what it created goes, what it changed returns."""
    with program.out.progress("revert.walking") as advance:
        done = await revert(number, program.by(), dry_run=dry_run, on_progress=advance)
    if isinstance(done, NotReverted):
        raise program.out.fail(f"revert.{done.reason}", number=number)
    if dry_run:
        done.events = None  # they were rolled back
    program.out.one(_shown(done))
    if done.left:
        program.out.say("revert.left", n=sum(done.left.values()))


def _shown(done: Reverted) -> dict[str, Any]:
    return {
        "import": done.import_id,
        "removed": done.removed,
        "emptied": done.emptied,
        "changed": done.changed,
        "left": dict(done.left),
        "examples": done.examples,
        "events": asdict(done.events) if done.events else None,
    }


COMMANDS = (imports_command, revert_command)
