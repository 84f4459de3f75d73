"""The way In, top to bottom: what happens to a mail in the mailbox.

fetch by UID → keep the raw message and commit → parse → recognise → find the contact → decide →
let it take effect and settle it, in one transaction → mark it in the mailbox, as a courtesy. The
inbox table is the truth: a mail that was kept is settled exactly once, whatever is delivered
again, numbered anew or killed half-way. One bad mail never stops the rest. Every exit names its
reason in `InboxMessage.why`.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.exceptions import DBConnectionError

from mail.deciding import Settler
from mail.identity import identity_of
from mail.imap import Fetched, ImapAccount, ImapError, Mailbox, opened
from storage import holding, inbox
from storage.clock import Clock
from storage.events import By
from storage.inbox import Arrival, Settlement

log = logging.getLogger("aldia.mailbox")

_FEW = 25
_PATIENCE = 4
"""How often in a row the connection may break without a mail gained, before it is given up."""


@dataclass(slots=True)
class _Report:
    read: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, made: Settlement) -> None:
        self.by_kind[made.kind] += 1
        self.outcomes[made.outcome] += 1

    def shown(self) -> dict[str, Any]:
        words = ("applied", "proposed", "held", "shelved", "ignored")
        counts = {word: self.outcomes[word] for word in words}
        return {"read": self.read, "by_kind": dict(sorted(self.by_kind.items())), **counts}


class Incoming:
    """Reads one mailbox. One reading at a time: the clock's claim sees to that."""

    def __init__(self, account: ImapAccount, settler: Settler, clock: Clock) -> None:
        self._account = account
        self._settler = settler
        self._clock = clock

    async def read_mailbox(self, by: By) -> dict[str, Any]:
        """Read until there is nothing new; return counts in the shape of `aldia job mailbox`.

        Raises ImapError where the mailbox cannot be opened, or breaks off again and again; what
        was kept until then is settled all the same, now or by the next reading.
        """
        reading = _Reading(self._settler, by)
        await reading.left_behind()
        await self._to_the_end(reading)
        if not await inbox.waiting():
            # After a restore nobody is mailed until what they answered since has been read.
            await holding.release_campaigns(by)
        return reading.report.shown()

    async def wait(self, seconds: float) -> None:
        """Return as soon as there is new mail, at the latest after `seconds`. Raises ImapError."""
        async with opened(self._account) as mailbox:
            last = await inbox.position(mailbox.name, mailbox.uidvalidity)
            if not await mailbox.new_uids(last):
                await mailbox.wait(seconds)

    async def _to_the_end(self, reading: "_Reading") -> None:
        """Open the mailbox and read; where the connection breaks, go on behind what is kept."""
        broken = 0
        while True:
            async with opened(self._account) as mailbox:
                kept = reading.report.read
                try:
                    return await reading.read(mailbox, one_by_one=broken > 0)
                except ImapError as error:
                    broken = 1 if reading.report.read > kept else broken + 1
                    if not error.temporary or broken >= _PATIENCE:
                        raise
                    log.warning("mailbox: %s; opening it anew", error.code)
            await self._clock.sleep(2**broken)


class _Reading:
    """One reading of the mailbox and what came of it."""

    def __init__(self, settler: Settler, by: By) -> None:
        self.report = _Report()
        self._settler = settler
        self._by = by
        self._at_fault: Counter[int] = Counter()

    async def left_behind(self) -> None:
        """Settle what an earlier reading kept and did not settle."""
        for inbox_id in await inbox.waiting():
            if await inbox.begin(inbox_id, self._by.at):
                await self._settle(inbox_id, counted=True)

    async def read(self, mailbox: Mailbox, *, one_by_one: bool) -> None:
        """Keep and settle everything new, then mark what is settled.

        After a break the first few are fetched one by one, so that a mail over which the server
        stumbles is found out; it is passed by once another shows that the network is sound.
        """
        last = await inbox.position(mailbox.name, mailbox.uidvalidity)
        while uids := await mailbox.new_uids(last):
            few = _FEW if one_by_one else 0
            stumbled: list[int] = []
            for uid in uids[:few]:
                if self._at_fault[uid] > 1 and uid != uids[-1]:
                    stumbled.append(uid)
                else:
                    await self._fetch(mailbox, [uid], stumbled)
            await self._fetch(mailbox, uids[few:], stumbled)
            await self._pass_by(mailbox, stumbled)
            last = uids[-1]
            # Those that were gone before they could be fetched are behind us as well.
            await inbox.keep(mailbox.name, mailbox.uidvalidity, (), up_to=last, at=self._by.at)
        await self._mark(mailbox)

    async def _fetch(self, mailbox: Mailbox, uids: Sequence[int], stumbled: list[int]) -> None:
        """Fetch, keep and settle; before the position moves on, shelve those `stumbled` over."""
        try:
            async for batch in mailbox.fetch(uids):
                await self._pass_by(mailbox, stumbled)
                await self._keep(mailbox, batch)
        except ImapError:
            self._at_fault.update(uids[:1])
            raise

    async def _pass_by(self, mailbox: Mailbox, stumbled: list[int]) -> None:
        while stumbled:
            uid = stumbled.pop(0)
            log.warning("mailbox: the server does not hand out mail %s; shelved", uid)
            await inbox.keep_unread(mailbox.name, mailbox.uidvalidity, uid, self._by.at)
            self.report.read += 1
            self.report.add(Settlement("unknown", "shelved", "could_not_be_fetched"))

    async def _keep(self, mailbox: Mailbox, batch: Sequence[Fetched]) -> None:
        waiting = await inbox.keep(
            mailbox.name,
            mailbox.uidvalidity,
            [_arrival(mail, self._by) for mail in batch],
            up_to=max((mail.uid for mail in batch), default=0),
            at=self._by.at,
        )
        self.report.read += len(batch)
        for _ in range(len(batch) - len(waiting)):
            self.report.add(Settlement("unknown", "ignored", "same_message"))
        for inbox_id in waiting:
            await self._settle(inbox_id, counted=False)

    async def _settle(self, inbox_id: int, *, counted: bool) -> None:
        message = await inbox.kept(inbox_id)
        if message is None:
            return
        try:
            made = await self._settler.settle(message, self._by)
        except DBConnectionError:
            # That is no fault of the message.
            raise
        except Exception as error:  # noqa: BLE001 - whatever one mail trips over, the others go on
            why = f"failed:{type(error).__name__}"
            log.warning("mailbox: message %s: %s: %s", inbox_id, type(error).__name__, error)
            if await inbox.failed(inbox_id, why, self._by.at, counted=counted):
                self.report.add(Settlement("unknown", "shelved", why))
            return
        if made is not None:
            self.report.add(made)

    async def _mark(self, mailbox: Mailbox) -> None:
        while settled := await inbox.unmarked(mailbox.name, mailbox.uidvalidity):
            if not await mailbox.mark([uid for _, uid in settled]):
                return
            await inbox.marked([inbox_id for inbox_id, _ in settled], self._by.at)


def _arrival(mail: Fetched, by: By) -> Arrival:
    message_id, fingerprint = identity_of(mail.raw)
    return Arrival(
        uid=mail.uid,
        received_at=mail.received_at or by.at,
        size=mail.size,
        raw=mail.raw,
        message_id=message_id,
        fingerprint=fingerprint,
        truncated=mail.truncated,
    )
