"""One kept message on its way: parsed, recognised, its contact found, its way decided, settled."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from mail.addresses import Addresses, Expired, Forged, Purpose, Reading, Token
from mail.applying import apply
from mail.case import Case
from mail.received import Reader, Received
from mail.recognising import Kind as Seen
from mail.recognising import OurMarks
from mail.understanding import Reply, Understood
from storage import inbox, senders
from storage.events import By
from storage.inbox import Kept, Settlement
from storage.rules.corrections import DEFAULT, Policy
from storage.rules.incoming import Mark, Matter, Sender, Way, decide
from storage.senders import Correspondent

_TOKEN = re.compile(r"(?<![a-z0-9])([a-z2-7]{24})(?![a-z0-9])", re.IGNORECASE)
"""What may be a token of ours; whether it is one, `Addresses` says."""

_MATTERS: dict[Seen, Matter] = {
    Seen.BOUNCE: Matter.BOUNCE,
    Seen.DELAY: Matter.DELAY,
    Seen.COMPLAINT: Matter.COMPLAINT,
    Seen.AUTO_REPLY: Matter.AUTO_REPLY,
    Seen.UNSUBSCRIBE: Matter.UNSUBSCRIBE,
    Seen.UNKNOWN: Matter.NOISE,
    Seen.HUMAN: Matter.PERSON,
}
_BY_THE_CUSTOMER = frozenset({Matter.PERSON, Matter.UNSUBSCRIBE, Matter.COMPLAINT})


@dataclass(frozen=True, slots=True)
class Place:
    """Where answers are read: `country` (ISO 3166-1 alpha-2) and `language` (ISO 639-1) say how
    phones and dates are read where a contact does not say; `policy` is the owner's; `ours` are
    the normalised addresses we write from."""

    country: str = "ES"
    language: str = "es"
    policy: Policy = DEFAULT
    ours: frozenset[str] = field(default_factory=frozenset)


class Settler:
    """Takes kept messages all the way."""

    def __init__(self, place: Place, addresses: Addresses, reader: Reader) -> None:
        self._place = place
        self._addresses = addresses
        self._reader = reader
        self._ours = OurMarks(addresses=place.ours | {addresses.plain}, token=_TOKEN)

    async def settle(self, message: Kept, by: By) -> Settlement | None:
        """Settle one message; None where it was settled already.

        Raises what reading it or letting it take effect raises; then nothing has happened.
        """
        received = await self._reader.receive(message.raw, self._ours)
        matter = _MATTERS[received.recognised.kind]
        mark, who = await self._find(matter, received, by.at)
        known = who is not None and received.sender in who.known
        way = decide(matter, mark, Sender.KNOWN if known else Sender.OTHER)
        said = await self._understand(message, received, who) if matter is Matter.PERSON else None
        kind = said.kind if said else "unknown" if matter is Matter.NOISE else matter.value
        if who is None:
            return await inbox.settle(message.id, _nobody(kind, way), by.at)
        actor = f"contact:{who.contact_id}" if matter in _BY_THE_CUSTOMER else by.actor
        case = Case(
            inbox_id=message.id,
            received=received,
            kind=kind,
            way=way,
            who=who,
            by=By(actor, by.at, f"inbox:{message.id}"),
            country=self._place.country,
            policy=self._place.policy,
            said=said,
        )
        return await inbox.settle(message.id, lambda: apply(case), by.at)

    async def _find(
        self, matter: Matter, received: Received, at: datetime
    ) -> tuple[Mark, Correspondent | None]:
        """Find whose it is: by a token, then by a Message-ID that we sent, then by the sender."""
        reading = self._token(received, at)
        if isinstance(reading, Token | Expired):
            token = reading.token if isinstance(reading, Expired) else reading
            who = await senders.of_delivery(token.delivery_id)
            if who is not None:
                return _mark(matter, reading), who
        original = received.recognised.original_message_id
        who = await senders.of_message_ids([*filter(None, [original]), *received.answers])
        if who is not None:
            return Mark.MESSAGE_ID, who
        mark = Mark.FORGED if isinstance(reading, Forged) else Mark.NONE
        return mark, await senders.of_address(received.sender) if received.sender else None

    def _token(self, received: Received, at: datetime) -> Reading | None:
        """Read the token: where the mail was sent to first, then in what a report gives back."""
        outer = self._addresses.find_in(received.places, at.date())
        inner = self._addresses.find_in(received.recognised.tokens, at.date())
        for kind in (Token, Expired):
            for reading in (outer, inner):
                if isinstance(reading, kind):
                    return reading
        return outer

    async def _understand(
        self, message: Kept, received: Received, who: Correspondent | None
    ) -> Understood:
        record = who.shown if who else {}
        said = await self._reader.understand(
            Reply(
                text=received.text,
                html=received.html or None,
                subject=received.subject,
                sender=received.sender,
                language=(who.language if who else "") or self._place.language,
                country=record.get("country") or self._place.country,
                today=message.received_at.date(),
                record=record,
            )
        )
        if received.lost or message.truncated:
            return replace(said, doubts=(*said.doubts, "partly_read"))
        return said


def _mark(matter: Matter, reading: Token | Expired) -> Mark:
    if isinstance(reading, Expired):
        return Mark.EXPIRED
    if matter is Matter.PERSON and reading.purpose is Purpose.ENVELOPE:
        # People are not shown that address; its token, which lives longer, says only who it is.
        return Mark.EXPIRED
    return Mark.VALID


def _nobody(kind: str, way: Way) -> inbox.Effect:
    """Nobody is known whom it could concern: nothing happens, and a person may look."""

    async def nothing() -> Settlement:
        return Settlement(kind, "ignored" if way.step == "ignore" else "shelved", way.why)

    return nothing
