"""A message on its way: what it is, whose it is, and the few things that every way may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mail.received import Received
from mail.understanding import Understood
from storage import consent, contacts, outcomes, suppressions, tasks, tickets
from storage.events import By
from storage.inbox import Outcome, Settlement
from storage.outcomes import Kind as Counted
from storage.rules.corrections import Policy
from storage.rules.incoming import Way
from storage.rules.subscriptions import ConsentAct
from storage.senders import Correspondent
from storage.tickets import Opened
from storage.values.secret import Secret, without_secrets

_WORDS = 2000
_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Case:
    """A message whose way is decided, and what is needed to go it.

    `by` says who did it, when, and because of which message; `who` is the contact it concerns;
    `said` is there where a person wrote. `country` reads national phone numbers.
    """

    inbox_id: int
    received: Received
    kind: str
    way: Way
    who: Correspondent
    by: By
    country: str
    policy: Policy
    said: Understood | None = None

    @property
    def words(self) -> str:
        """The customer's own words, without secrets: evidence, and for staff to read."""
        return self._told[0]

    @property
    def subject(self) -> str:
        """What the message says it is about, without secrets."""
        return without_secrets(self.received.subject)[0][:_SUBJECT]

    @property
    def _told(self) -> tuple[str, tuple[Secret, ...]]:
        text = self.said.reply_text if self.said else self.received.text
        return without_secrets((text.strip() or self.received.subject)[:_WORDS])

    def settled(self, outcome: Outcome, why: str) -> Settlement:
        """Return what came of it."""
        answered = self.who.answered
        delivery_id = answered.delivery_id if answered else None
        return Settlement(self.kind, outcome, why, self.who.contact_id, delivery_id)

    async def count(self, *kinds: Counted) -> None:
        """Count what came of asking, in the run that is meant."""
        if self.who.recipient_id is not None:
            for kind in kinds:
                await outcomes.note(self.who.recipient_id, kind, self.by.at)

    async def ask_staff(
        self, kind: str, reason: str, *, due_at: datetime | None = None, ticket: int | None = None
    ) -> None:
        """Open a task with the customer's words, and count it as something to look at."""
        words, cut = self._told
        params: dict[str, Any] = {"words": words, "subject": self.subject}
        if cut:
            params["cut"] = sorted(set(cut))
        if ticket is not None:
            params["ticket"] = ticket
        await tasks.open_task(
            kind,
            self.who.contact_id,
            reason,
            self.by,
            params=params,
            due_at=due_at,
            inbox_id=self.inbox_id,
        )
        await self.count("to_review")

    async def take_grievance(self) -> None:
        """Open a ticket for a complaint, and ask somebody to take it up."""
        opened = await tickets.open_ticket(
            self.who.contact_id,
            self.subject,
            self.by,
            kind="complaint",
            text=self.words,
            inbox_id=self.inbox_id,
        )
        number = opened.ticket_id if isinstance(opened, Opened) else None
        await self.ask_staff("review", "complaint", ticket=number)

    async def hold(self, reason: str) -> None:
        """Stop all mail to the contact until a person has looked."""
        await consent.hold(self.who.contact_id, reason, self.by, evidence=self.words)


async def refuse(case: Case, act: ConsentAct) -> None:
    """Take a refusal or a complaint at its word, at once and for good."""
    who, answered = case.who, case.who.answered
    await consent.refuse(who.contact_id, act, case.by, evidence=case.words)
    if answered is not None and answered.address not in who.filed:
        # The address has left the record since we wrote to it; it was asked, and refused.
        reason = "complained" if act is ConsentAct.COMPLAINED else "unsubscribed"
        await suppressions.suppress(answered.address, reason, case.by, contact_id=who.contact_id)
    contact = await contacts.resolve(who.contact_id)
    if contact is not None:
        await tasks.cancel_calls_of(contact, case.by)
    await case.count("complaints" if act is ConsentAct.COMPLAINED else "unsubscribed")
