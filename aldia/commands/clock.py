"""`aldia job`: one job, once, now."""

import click

from aldia.house import House
from aldia.program import Program, command
from jobs.clock import TIMETABLE, enter, run_now


@click.argument("name", required=False)
@command("job")
async def job_command(program: Program, name: str | None) -> None:
    """Run one job once, now; without a name, list them all."""
    await enter(program.settings.zone, program.clock.now())
    if name is None:
        program.out.many({"job": job} for job in TIMETABLE)
        return
    job = House(program.settings, program.clock).jobs().get(name)
    if job is None:
        raise program.out.fail("job.unknown", name=name, names=", ".join(TIMETABLE))
    program.out.one(await run_now(name, job, program.clock))


COMMANDS = (job_command,)
