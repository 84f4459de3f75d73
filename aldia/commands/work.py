"""What waits for people: tasks, proposals, and what came in."""

from typing import Any

from aldia.helping import option
from aldia.program import ID, Program, command
from storage import inbox, proposals
from storage.proposals import Decided, NotDecided
from storage.rules.sending import Allowed, may_call
from storage.send_facts import send_facts
from storage.tasks import as_shown, close_task, open_tasks

UNDECIDABLE = frozenset({"unknown_proposal", "decided_already"})
"""Why a proposal cannot be decided, where there is a sentence for it."""


@option("--close", type=ID, metavar="id")
@option("--result", default="done")
@command("tasks")
async def tasks_command(program: Program, close: int | None, result: str) -> None:
    """List open tasks, or close one."""
    if close is not None:
        event = await close_task(close, result, program.by())
        if event is None:
            raise program.out.fail("tasks.not_open", task=close)
        program.out.one({"task": close, "event": event})
        return
    tasks = await open_tasks()
    callable_ids = await _may_be_called([t.contact_id for t in tasks if t.contact_id])
    program.out.many(
        {**as_shown(task), "reason": task.reason, "contact": task.contact_id}
        for task in tasks
        if task.kind != "call" or task.contact_id in callable_ids
    )


@option("--shelf", is_flag=True)
@command("inbox")
async def inbox_command(program: Program, shelf: bool) -> None:
    """List what came in, and what was made of it."""
    async for message in inbox.messages(shelf=shelf):
        program.out.many([message])


@option("--accept", type=ID, metavar="id")
@option("--edit", type=ID, metavar="id")
@option("--value", default="")
@option("--reject", type=ID, metavar="id")
@command("proposals")
async def proposals_command(
    program: Program, accept: int | None, edit: int | None, value: str, reject: int | None
) -> None:
    """List open proposals, or decide one."""
    by, country = program.by(), program.settings.country
    if accept is not None:
        _decided(program, accept, await proposals.accept(accept, by, country=country))
    elif edit is not None:
        _decided(program, edit, await proposals.edit(edit, value, by, country=country))
    elif reject is not None:
        _decided(program, reject, await proposals.reject(reject, by))
    else:
        async for proposal in proposals.proposals():
            program.out.many([proposal])


def _decided(program: Program, proposal: int, answer: Decided | NotDecided) -> None:
    if isinstance(answer, NotDecided):
        key = answer.reason if answer.reason in UNDECIDABLE else "not_decided"
        raise program.out.fail(f"proposal.{key}", proposal=proposal, why=answer.reason)
    program.out.one({"proposal": proposal, "state": answer.state, "events": answer.events})


async def _may_be_called(ids: list[int]) -> set[int]:
    facts: dict[int, Any] = await send_facts(ids, "updates")
    return {contact_id for contact_id, f in facts.items() if isinstance(may_call(f), Allowed)}


COMMANDS = (inbox_command, proposals_command, tasks_command)
