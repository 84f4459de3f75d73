"""`aldia merge`: two or more records of one person become one."""

from dataclasses import asdict
from typing import Any

from aldia.helping import argument, option
from aldia.program import ID, Program, command
from storage import merging
from storage.merging import Merged, NotMerged


@option("--dry-run", is_flag=True)
@option("--take", "choices", multiple=True, metavar="choice")
@option("--anyway", is_flag=True)
@argument("ids", type=ID, nargs=-1, required=True, metavar="id")
@command("merge")
async def merge_command(
    program: Program, ids: tuple[int, ...], choices: tuple[str, ...], dry_run: bool, anyway: bool
) -> None:
    """Merge contacts into the first one named; everything of all is kept."""
    chosen = dict(_choice(program, one) for one in choices)
    verb = merging.preview if dry_run else merging.merge
    done = await verb(ids, program.by(), choices=chosen, anyway=anyway)
    if isinstance(done, NotMerged):
        fault = {"contact": done.contact_id, "into": done.into, "field": done.field}
        tell = program.out.misuse if done.reason in _MISUSES else program.out.fail
        raise tell(f"merge.{done.reason}", **fault)
    program.out.one(_shown(done, dry_run=dry_run))
    for code in done.warnings:
        program.out.say(f"merge.{code}")


def _choice(program: Program, typed: str) -> tuple[str, int]:
    field, _, contact = typed.rpartition("=")
    if not field or not contact.isdecimal() or len(contact) > len(str(2**31)):
        raise program.out.misuse("merge.bad_choice", typed=typed)
    return field, int(contact)


def _shown(done: Merged, *, dry_run: bool) -> dict[str, Any]:
    """Return it as printed; the keys are the command line's, `from` names a contact."""
    won = [{_KEYS.get(k, k): v for k, v in asdict(one).items()} for one in done.won]
    beside = [{_KEYS.get(k, k): v for k, v in asdict(one).items()} for one in done.beside]
    return {
        "contact": done.contact_id,
        "merged": list(done.merged),
        "won": won,
        "beside": beside,
        "moved": dict(done.moved),
        "stayed": dict(done.stayed),
        "subscription": dict(done.subscription),
        "warnings": list(done.warnings),
        "events": list(done.events),
        "dry_run": dry_run,
    }


_KEYS = {"contact_id": "from"}
_MISUSES = frozenset({"needs_two", "same_contact", "unknown_choice"})

COMMANDS = (merge_command,)
