"""What waits for people: tasks, proposals, and what came in."""

from typing import Any

import click

from aldia.program import Program, command
from storage.consent import send_facts
from storage.rules.sending import Allowed, may_call
from storage.tasks import as_shown, close_task, open_tasks


@click.option("--close", type=int, metavar="ID", help="Close this task.")
@click.option("--result", default="done", help="What came of it.")
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


async def _may_be_called(ids: list[int]) -> set[int]:
    facts: dict[int, Any] = await send_facts(ids, "updates")
    return {contact_id for contact_id, f in facts.items() if isinstance(may_call(f), Allowed)}


COMMANDS = (tasks_command,)
