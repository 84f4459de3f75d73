"""`aldia job`: one job, once, now."""

import asyncio

from aldia.helping import argument, option
from aldia.house import House
from aldia.locking import running
from aldia.program import Program, command
from aldia.running import PARTS, parts_of, run
from jobs.clock import TIMETABLE, enter, run_now
from storage.scratch import sweep


@argument("name", required=False, metavar="job")
@command("job")
async def job_command(program: Program, name: str | None) -> None:
    """Run one job once, now; without a name, list them all."""
    await enter(program.settings.zone, program.clock.now())
    if name is None:
        program.out.many({"job": job} for job in TIMETABLE)
        return
    with House(program.settings, program.clock) as house:
        job = house.jobs().get(name)
        if job is None:
            raise program.out.misuse("job.unknown", name=name, names=", ".join(TIMETABLE))
        program.out.one(await run_now(name, job, program.clock))


@option("--only", default="", metavar="parts")
@command("run", opens=False)
async def run_command(program: Program, only: str) -> None:
    """Run everything, or the named parts, until SIGTERM."""
    names = [name for name in only.split(",") if name]
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise program.out.misuse("run.unknown_part", part=unknown[0], parts=", ".join(PARTS))
    settings = program.settings
    with running(settings.database_url, settings.data_dir):
        sweep()
        async with program.database():
            with House(settings, program.clock) as house:
                parts = parts_of(house, names)
                program.out.say("run.running", parts=", ".join(parts))
                await run(parts, asyncio.Event())
    program.out.say("run.stopped")


COMMANDS = (job_command, run_command)
