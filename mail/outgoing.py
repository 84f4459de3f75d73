"""The way out, from top to bottom: lease → compose → mark → send → settle.

    recover      what dead workers left is queued again, or uncertain
    lease        what is due and may go: runs, waves, quiet hours, rates          (else: waiting)
    compose      not to be written: cancelled as `invalid_address`
    connect      the server is not to be had: all of it back to queued, one clear fault
    mark         may_send is asked again; committed before the first byte    (else: cancelled)
    send         outside any transaction
    settle       sent | deferred | refused | uncertain, in shared commits

Each connection has at most one mail between mark and settle, so a kill leaves at most one mail a
connection uncertain, and none is ever sent twice. On cancelling, mails that were begun are
finished, for `drain_seconds` at most; what was leased goes back.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from mail.composing import Composed, Composer, NotComposableError
from mail.group_commit import GroupCommit, Mark, group_commit
from mail.pacing import MINUTE, quiet_until, room, window
from mail.settings import SendingSettings, SmtpSettings
from mail.skeletons import TemplateFaultError
from mail.smtp import Connection, Learnt, SmtpError, server_of
from mail.smtp_replies import Answer, unknown
from storage import campaigns, outbox
from storage.clock import Clock
from storage.events import By
from storage.letters import Letter, letters_for
from storage.processes import is_dead, new_worker
from storage.rules.bounces import REASONS
from storage.rules.retries import Later, after_deferral
from storage.rules.watching import FAULTS_CLUSTER
from storage.settling import Settlement
from storage.tables.campaigns import Delivery
from storage.tables.transactions import outside_context
from storage.waiting import Waiting, waiting

T = TypeVar("T")

_PAUSE = 2.0
"""Seconds between two looks whether the rates have room again."""
_BUSY_AFTER = 5
"""So many times in a row the server itself may put us off before this sending ends."""
_FAULTS = FAULTS_CLUSTER
"""So many mails refused through our own fault end a batch, so that their runs can be paused."""
_TIRED_AFTER = 3
"""So many mails a receiving domain may call too many before the rest of them waits."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why sending ended early: a code with the parameters of its sentence (`smtp.<code>`)."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one sending did, in mails; what waits and until when (UTC); and what stopped it."""

    sent: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0
    cancelled: int = 0
    waiting: Waiting = field(default_factory=Waiting)
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything the way out needs, put together once by the program."""

    composer: Composer
    smtp: SmtpSettings
    sending: SendingSettings
    clock: Clock
    worker: str = field(default_factory=new_worker)
    learnt: Learnt = field(default_factory=Learnt)


async def send_due(
    outgoing: Outgoing, *, on_progress: Callable[[int], None] = lambda done: None
) -> Sent:
    """Send all that is due now, as fast as the rates allow, and return when nothing is left.

    `on_progress` is called with how many mails have been dealt with. A setting at fault (server,
    password, template) is returned as `fault`; only a database that fails raises.
    """
    sending = _Sending(outgoing, on_progress)
    work = asyncio.create_task(sending.run(), context=outside_context())
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        sending.stopping.set()
        await asyncio.wait({work}, timeout=outgoing.sending.drain_seconds)
        sending.aborting.set()
        await asyncio.wait({work})
        raise


class _AbortedError(Exception):
    """There is no time left to wait for the server."""


class _Sending:
    """One run of send_due; its methods stand in the order in which a mail meets them."""

    def __init__(self, outgoing: Outgoing, on_progress: Callable[[int], None]) -> None:
        self.stopping = asyncio.Event()
        self.aborting = asyncio.Event()
        self._outgoing = outgoing
        self._clock = outgoing.clock
        self._on_progress = on_progress
        self._ends: Counter[str] = Counter()
        self._tired: Counter[str] = Counter()
        self._busy = 0
        self._faults = 0
        self._fault: Fault | None = None
        self._letters: deque[Letter] = deque()
        self._rows: dict[int, Delivery] = {}

    async def run(self) -> Sent:
        """Send until nothing is due, or something stops it."""
        await outbox.recover(self._clock.now(), is_dead)
        connections = self._connections()
        async with group_commit(self._outgoing.worker, self._clock) as commits:
            try:
                while await self._lease():
                    await self._send_leased(connections, commits)
            finally:
                await asyncio.gather(*(connection.close() for connection in connections))
        now = self._clock.now()
        return Sent(
            **{name: self._ends[name] for name in ("sent", "deferred", "refused", "uncertain")},
            cancelled=self._ends["cancelled"],
            waiting=await waiting(now, quiet_until(now, self._outgoing.sending)),
            fault=self._fault,
        )

    def _connections(self) -> list[Connection]:
        smtp, learnt = self._outgoing.smtp, self._outgoing.learnt
        try:
            return [Connection(smtp, learnt) for _ in range(smtp.connections)]
        except SmtpError as fault:
            self._stop(Fault(fault.code, fault.params))
            return []

    async def _lease(self) -> bool:
        """Lease what may go now, waiting for the rates; False when nothing is left to send."""
        settings = self._outgoing.sending
        while not self.stopping.is_set():
            now = self._clock.now()
            quiet = quiet_until(now, settings) is not None
            recent = await outbox.used(now, window(settings.rate))
            minute = await outbox.used(now, MINUTE) if settings.domain_rates else recent
            space = room(settings, recent, minute, quiet=quiet)
            until = now + timedelta(seconds=settings.lease_seconds)
            rows = await outbox.lease(self._outgoing.worker, now, until, space)
            if rows:
                self._rows = {row.id: row for row in rows}
                self._letters = deque(await letters_for(rows))
                return True
            paced = settings.rate or settings.domain_rates
            if not paced or not await outbox.is_due(now, quiet=quiet):
                return False
            await self._clock.sleep(_PAUSE)
        return False

    async def _send_leased(self, connections: list[Connection], commits: GroupCommit) -> None:
        """Send what is leased over all connections, and give back what was not got to."""
        self._faults, refused = 0, self._ends["refused"]
        ends = await asyncio.gather(
            *(self._send_over(one, commits) for one in connections[: len(self._letters)]),
            return_exceptions=True,
        )
        await outbox.give_back(self._outgoing.worker, list(self._rows))
        if self._ends["refused"] > refused:
            # A run whose mails are refused too often stops before the next mail, not at a tick.
            await campaigns.advance(By("job:send", self._clock.now()))
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    async def _send_over(self, connection: Connection, commits: GroupCommit) -> None:
        """Send one mail after the other; each end is written together with the next mark."""
        ended: Settlement | None = None
        while (mail := await self._next(connection)) is not None:
            why_not = await commits.write(ended, Mark(mail.delivery_id, mail.message_id))
            ended = None
            if why_not:
                self._ends["cancelled"] += why_not not in ("stopped", "lost")
                continue
            answer = await self._deliver(connection, mail)
            ended = self._end_of(mail, answer)
            await self._learn_from(mail, answer, ended)
        await commits.write(ended, None)

    async def _next(self, connection: Connection) -> Composed | None:
        """Return the next mail with a connection to send it over; None: there is no next."""
        while self._letters and not self.stopping.is_set() and self._faults < _FAULTS:
            letter = self._letters.popleft()
            try:
                mail = self._outgoing.composer.compose(letter, self._clock.now())
                await self._until_aborted(connection.open())
            except NotComposableError:
                await self._give_up(letter)
            except TemplateFaultError as fault:
                self._stop(Fault("template", {"why": str(fault)}))
            except SmtpError as fault:
                self._stop(Fault(fault.code, fault.params))
            except _AbortedError:
                return None
            else:
                return mail
        return None

    async def _give_up(self, letter: Letter) -> None:
        now, worker = self._clock.now(), self._outgoing.worker
        await outbox.cancel(worker, [letter.delivery_id], "invalid_address", now)
        self._ends["cancelled"] += 1

    async def _deliver(self, connection: Connection, mail: Composed) -> Answer | None:
        """Hand the mail over; None where it surely never left."""
        try:
            return await self._until_aborted(connection.deliver(mail))
        except SmtpError as fault:
            self._stop(Fault(fault.code, fault.params))
        except _AbortedError:
            if connection.in_doubt:
                return unknown("stopped while the server was silent")
        return None

    def _end_of(self, mail: Composed, answer: Answer | None) -> Settlement:
        now = self._clock.now()
        if answer is None:
            return Settlement(mail.delivery_id, "queued", next_at=now)
        end = Settlement(
            delivery_id=mail.delivery_id,
            outcome=answer.outcome,
            code=answer.code,
            text=answer.text,
            reason=answer.reason,
            permanent=answer.permanent,
            status=answer.status,
        )
        if answer.outcome != "deferred":
            return end
        again = after_deferral(self._rows[mail.delivery_id].attempts + 1, answer.reason, now)
        if isinstance(again, Later):
            return replace(end, next_at=again.at)
        return replace(end, outcome="refused")

    async def _learn_from(self, mail: Composed, answer: Answer | None, end: Settlement) -> None:
        """Count the end, and stop or slow down where the server or a receiver asks for it."""
        if answer is None:
            return
        self._ends[end.outcome] += 1
        self._on_progress(self._ends.total())
        self._busy = self._busy + 1 if answer.about_server else 0
        if self._busy >= _BUSY_AFTER:
            name = server_of(self._outgoing.smtp.url).name
            self._stop(Fault("smtp_busy", {"server": name, "why": answer.text}))
        if end.outcome == "refused" and REASONS.get(end.reason) == "sender_fault":
            self._faults += 1
        if end.reason == "rate_limited" and end.next_at is not None:
            domain = self._rows[mail.delivery_id].domain
            self._tired[domain] += 1
            if self._tired[domain] == _TIRED_AFTER:
                await outbox.put_off(domain, end.next_at)

    def _stop(self, fault: Fault) -> None:
        self._fault = self._fault or fault
        self.stopping.set()

    async def _until_aborted(self, step: Coroutine[Any, Any, T]) -> T:
        """Wait for a step of the conversation, but no longer than there is time."""
        work = asyncio.ensure_future(step)
        abort = asyncio.ensure_future(self.aborting.wait())
        await asyncio.wait({work, abort}, return_when=asyncio.FIRST_COMPLETED)
        abort.cancel()
        if work.done():
            return work.result()
        work.cancel()
        await asyncio.wait({work})
        raise _AbortedError
