"""The whole loop in one process, by rehearsed time: import, campaign, answers, staff, sweep.

Nothing is stood in for: the program's own jobs run by its own timetable, mail goes out by SMTP
and comes in by IMAP over sockets, the bot talks HTTP to a local Bot API. Only the people, and the
time, are invented. The clock jumps from one thing that happens to the next.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aldia.house import House
from aldia.sandbox.admin import Admin
from aldia.sandbox.album import Album
from aldia.sandbox.bot_api import BotApi, bot_api
from aldia.sandbox.customers import Town
from aldia.sandbox.mail_servers import Account, ImapServer, SmtpServer, imap_server, smtp_server
from aldia.sandbox.post import Post
from aldia.settings import Settings
from bot.polling import run_bot
from jobs.clock import enter, tick
from storage import database
from storage.campaigns import planned
from storage.clock import RehearsedClock
from storage.events import By
from storage.importing import Imported, ImportOptions, import_contacts
from storage.ledger import open_ledger
from storage.run_status import status
from storage.tables import campaigns as tables
from storage.tables.transactions import outside_context

ADMIN = 1001
STEP, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST = timedelta(days=60)
MAILBOX = Account("datos", "sandbox")
SENDER = "Tienda de ejemplo <hola@tienda.example>"
REPLY = "datos@tienda.example"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that a rehearsal plays with."""

    settings: Settings
    clock: RehearsedClock
    house: House
    post: Post
    api: BotApi
    admin: Admin


@dataclass(frozen=True, slots=True)
class Run:
    """What is being rehearsed: a run of the campaign, and the import before it."""

    id: int
    imported: Imported


@asynccontextmanager
async def staged(
    folder: Path,
    owner: Settings,
    start: datetime,
    *,
    town: Town | None = None,
    album: Album | None = None,
) -> AsyncIterator[Stage]:
    """Start the servers, the database and the bot; end them with the context.

    `album` keeps the mails of both directions to look at.
    Of the owner's settings only language, country and time zone are taken.
    """
    clock = RehearsedClock(start)
    async with AsyncExitStack() as stack:
        imap = await stack.enter_async_context(imap_server(MAILBOX))
        album = album or Album(0)
        deliver = album.delivering(lambda raw, at: imap.deliver(raw, at=at))
        post = Post(clock, town or Town.of(), deliver)
        smtp = await stack.enter_async_context(smtp_server(album.taking(post.take, clock)))
        api = await stack.enter_async_context(bot_api(clock=clock.now))
        settings = _settings(folder, owner, smtp, imap, api)
        await database.migrate(settings.database_url)
        open_ledger(folder / "ledger")
        await stack.enter_async_context(database.opened(settings.database_url))
        house = stack.enter_context(House(settings, clock))
        await stack.enter_async_context(_bot_running(house))
        admin = Admin(api.person(ADMIN, "Admin", language_code=settings.language), owner.language)
        await admin.arrive()
        yield Stage(settings, clock, house, post, api, admin)


def _settings(
    folder: Path, owner: Settings, smtp: SmtpServer, imap: ImapServer, api: BotApi
) -> Settings:
    return Settings(
        database_url=f"sqlite://{folder / 'aldia.db'}",
        data_dir=folder,
        smtp_url=f"smtp://{smtp.host}:{smtp.port}",
        imap_url=f"imap://{MAILBOX.user}:{MAILBOX.password}@{imap.host}:{imap.port}/INBOX",
        mail_from=SENDER,
        reply_address=REPLY,
        secret_key=secrets.token_hex(32),
        telegram_token=api.token,
        telegram_api=api.base_url,
        admins=(ADMIN,),
        quiet_hours=None,
        send_rate=0,
        language=owner.language,
        timezone=owner.timezone,
        country=owner.country,
    )


async def rehearse(
    stage: Stage, file: Path, options: ImportOptions, on_progress: Progress
) -> dict[str, Any]:
    """Play the whole run; return the summary: what was recorded, and what was really played."""
    run = await begin(stage, file, options)
    await stage.admin.approve()
    start = stage.clock.now()
    while stage.clock.now() - start < LONGEST:
        await _live(stage, run)
        on_progress((stage.clock.now() - start).days, 31)
        if await state_of(run) == "closed":
            break
        stage.clock.move_to(await next_moment(stage, run))
    await stage.admin.review()
    return await summary(stage, run)


async def begin(stage: Stage, file: Path, options: ImportOptions) -> Run:
    """Import the file and plan its run; it waits for an admin's approval."""
    imported = await _import(stage, file, options)
    await enter(stage.settings.zone, stage.clock.now())
    plan = await stage.house.jobs()["reconfirm"](By("job:reconfirm", stage.clock.now()))
    return Run(int(str(plan["run"])), imported)


async def happen(stage: Stage) -> None:
    """Let everything happen that is due at this moment, staff aside."""
    await stage.post.bring(stage.clock.now())
    await tick(stage.house.jobs(), stage.clock, stage.settings.zone)


async def state_of(run: Run) -> str:
    """Return `planned`, `sending`, `paused`, `closed` …"""
    return str((await tables.Run.get(id=run.id)).state)


async def next_moment(stage: Stage, run: Run) -> datetime:
    """Return when something happens next: an hour from now at the earliest, a day at the latest
    where only the daily sweep is to come.
    """
    counts = await status(run.id, stage.clock.now())
    due = counts["next_due"] if counts else None
    times = [stage.post.next_at(), datetime.fromisoformat(due) if due else None]
    later = min((time for time in times if time is not None), default=stage.clock.now() + DAY)
    return max(later, stage.clock.now() + STEP)


async def _live(stage: Stage, run: Run) -> None:
    await happen(stage)
    if await state_of(run) == "paused":
        await stage.admin.resume()
    if stage.clock.now().hour == 9:
        await stage.admin.review()


async def _import(stage: Stage, file: Path, options: ImportOptions) -> Imported:
    return await import_contacts(
        file,
        options,
        By("cli", stage.clock.now()),
        rejected_in=stage.settings.data_dir / "rejected",
        language=stage.settings.language,
    )


async def summary(stage: Stage, run: Run) -> dict[str, Any]:
    """Return how the run stands, as recorded and as really played."""
    counts = await status(run.id, stage.clock.now())
    plan = await planned(run.id)
    played = dict(sorted(stage.post.played.items()))
    played["mailed"] = len(stage.post.mailed)
    played["silent"] = len(stage.post.mailed) - sum(stage.post.played.values())
    return {
        **(counts or {}),
        "imported": vars_of(run.imported),
        "skipped": plan.skipped,
        "played": played,
        "pauses": stage.admin.pauses,
        "database": stage.settings.database_url.removeprefix("sqlite://"),
    }


def vars_of(imported: Imported) -> dict[str, int]:
    """Return the counts of an import by name."""
    return {name: getattr(imported.counts, name) for name in imported.counts.__slots__}


@asynccontextmanager
async def _bot_running(house: House) -> AsyncIterator[None]:
    stop, ready = asyncio.Event(), asyncio.Event()
    task = asyncio.get_running_loop().create_task(
        run_bot(house.bot, house.clock, stop, ready=ready), name="bot", context=outside_context()
    )
    await ready.wait()
    try:
        yield
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await task
