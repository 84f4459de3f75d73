"""`aldia campaign …`: planning, looking, approving, pausing."""

from typing import Any

import click

from aldia.helping import Group, argument, option
from aldia.program import ID, Program, command
from storage import campaigns
from storage.campaigns import Moved, NotMoved
from storage.letters import sample
from storage.run_status import status


@click.group("campaign", cls=Group)
def campaign() -> None:
    """Plan, preview, approve, pause and resume campaign runs."""


@command("list")
async def list_command(program: Program) -> None:
    """List all runs, the newest first."""
    program.out.many(
        {
            "run": run.id,
            "kind": run.campaign.kind,
            "occurrence": run.occurrence,
            "query": run.campaign.query,
            "state": run.state,
            "planned_at": run.planned_at.isoformat(),
            "pause_reason": run.pause_reason or None,
        }
        for run in await campaigns.runs()
    )


@option("--kind", type=click.Choice(["reconfirm"]), default="reconfirm")
@option("--query", default="", metavar="query")
@option("--unattended", is_flag=True)
@option("--again", is_flag=True)
@command("plan")
async def plan_command(
    program: Program, kind: str, query: str, unattended: bool, again: bool
) -> None:
    """Plan a run: who is asked, who is skipped and why. Nothing is sent yet."""
    with program.out.progress("run.planning") as advance:
        planned = await campaigns.plan(
            kind,
            program.by(),
            program.settings.asked,
            query=query,
            unattended=unattended,
            again=again,
            waves=program.settings.waves,
            on_progress=advance,
        )
    if unattended:
        await campaigns.approve(planned.run_id, program.by())
    program.out.one(
        {"run": planned.run_id, "audience": planned.audience, "skipped": planned.skipped}
    )


@argument("run", type=ID)
@option("--contact", type=ID, required=True)
@command("preview")
async def preview_command(program: Program, run: int, contact: int) -> None:
    """Show the mail that a contact would get."""
    from aldia.house import House  # noqa: PLC0415 - loading all rooms takes a second

    if not await campaigns.is_known(run):
        raise program.out.fail("run.unknown_run", run=run)
    letter = await sample(contact, "ask", run_id=run)
    if letter is None:
        raise program.out.fail("show.unknown", words=contact)
    house = House(program.settings, program.clock)
    program.out.one(house.composer.preview(letter, program.clock.now()))


@argument("run", type=ID)
@command("approve")
async def approve_command(program: Program, run: int) -> None:
    """Let a planned run start."""
    _print_move(program, run, await campaigns.approve(run, program.by()))


@argument("run", type=ID)
@command("pause")
async def pause_command(program: Program, run: int) -> None:
    """Stop a running run; what was handed over cannot be called back."""
    _print_move(program, run, await campaigns.pause(run, "by_hand", program.by()))


@option("--hard-limit", type=float)
@option("--complaint-limit", type=float)
@argument("run", type=ID)
@command("resume")
async def resume_command(
    program: Program, run: int, hard_limit: float | None, complaint_limit: float | None
) -> None:
    """Go on with a paused run, with a higher limit where one is stated."""
    moved = await campaigns.resume(
        run, program.by(), hard_limit=hard_limit, complaint_limit=complaint_limit
    )
    _print_move(program, run, moved)


@argument("run", type=ID)
@command("cancel")
async def cancel_command(program: Program, run: int) -> None:
    """Give up a run for good."""
    _print_move(program, run, await campaigns.cancel(run, program.by()))


@argument("run", type=ID)
@command("status")
async def status_command(program: Program, run: int) -> None:
    """Show how a run stands, in contacts."""
    counts = await status(run, program.clock.now())
    if counts is None:
        raise program.out.fail("run.unknown_run", run=run)
    program.out.one(counts)


def _print_move(program: Program, run: int, moved: Moved | NotMoved) -> None:
    if isinstance(moved, NotMoved):
        raise program.out.fail(f"run.{moved.reason}", run=run)
    shown: dict[str, Any] = {"run": moved.run_id, "state": moved.state, "event": moved.event_id}
    program.out.one(shown)


for _command in (
    *(list_command, plan_command, preview_command, approve_command, pause_command, resume_command),
    *(cancel_command, status_command),
):
    campaign.add_command(_command)

COMMANDS = (campaign,)
