"""Signed addresses: tokens that say which of our mails somebody answers, and cannot be invented.

A token stands in the envelope sender, in Reply-To, in Message-ID and in the links to our pages. It
is 24 letters and digits of base32 in lower case, read without regard to case because some systems
change it, and short enough to leave 39 octets to the rest of a local part (RFC 5321 section
4.5.3.1.1 allows 64). Its 15 bytes have no spare bits, so a token has one spelling only:

    3 bits purpose · 11 bits week of expiry · 26 bits delivery id · 80 bits of HMAC-SHA-256

A token proves that its bearer has seen that mail, and nothing else: mail gets forwarded.
"""

import base64
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from mail.settings import AddressSettings

_EPOCH = date(2024, 1, 1)  # a Monday
_WEEKS, _IDS = 1 << 11, 1 << 26
_HEAD, _MAC = 5, 10
_LENGTH = 24
_MAX_LOCAL = 64
_MAX_TEXT = 4_000
_CONTEXT = b"aldia address token 1\0"
# Behind a tag mark, in a path or in brackets anybody may have put it; alone it must be at home.
_TAGGED = re.compile(rf"(?<=[+\-=/\[])([a-z2-7]{{{_LENGTH}}})(?![a-z0-9])")
_AT_HOME = re.compile(rf"(?<![a-z0-9+\-=/\[._])([a-z2-7]{{{_LENGTH}}})@([a-z0-9.-]+)")
_BARE = re.compile(rf"\s*([a-z2-7]{{{_LENGTH}}})\s*\Z")

FORM_PATH = "/r/"
"""Before the token in the address of the page with the form."""
UNSUBSCRIBE_PATH = "/u/"
"""Before the token in the address that takes somebody off (RFC 8058)."""
SIGN_UP_PATH = "/s"
"""The address of the page to sign up on."""


class Purpose(IntEnum):
    """Where a token stands."""

    ENVELOPE = 1
    REPLY = 2
    MESSAGE = 3
    PAGE = 4


LIFETIME = {
    # Nobody reads the envelope sender; reports may come very late, and do no harm.
    Purpose.ENVELOPE: timedelta(days=400),
    # Until the mail of the next half-year has come.
    Purpose.REPLY: timedelta(days=200),
    Purpose.MESSAGE: timedelta(days=200),
    Purpose.PAGE: timedelta(days=200),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A valid token: the delivery it was made for, and the last day on which it counts (UTC)."""

    purpose: Purpose
    delivery_id: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class Expired:
    """A token that was ours, and is too old to change anything. To refuse mail it still serves."""

    token: Token


@dataclass(frozen=True, slots=True)
class Forged:
    """Something in the shape of a token that we never signed."""

    text: str


Reading = Token | Expired | Forged


class AddressFaultError(ValueError):
    """The reply address cannot carry a token; the message says why."""


class Addresses:
    """Makes and reads everything that carries a token. Raises AddressFaultError when built."""

    def __init__(self, settings: AddressSettings) -> None:
        local, at, domain = settings.reply_address.strip().lower().rpartition("@")
        if not (local and at and domain):
            raise AddressFaultError(f"{settings.reply_address!r} is no e-mail address")
        self.plain = f"{local}@{domain}"
        self.domain = domain
        self.tags = settings.reply_tags
        self._local = local
        self._key = hmac.digest(settings.secret_key.encode(), _CONTEXT, "sha256")
        self._url = settings.public_url.rstrip("/")
        longest = len(self._tagged("x" * _LENGTH).partition("@")[0])
        if longest > _MAX_LOCAL:
            room = _MAX_LOCAL - _LENGTH - 1
            raise AddressFaultError(f"{local!r} leaves no room for a tag: {room} octets at most")

    def envelope(self, delivery_id: int, today: date) -> str:
        """Return the address that bounces of this delivery go to."""
        return self._tagged(self.sign(Purpose.ENVELOPE, delivery_id, today))

    def reply(self, delivery_id: int, today: date) -> str:
        """Return the address that answers to this delivery go to."""
        return self._tagged(self.sign(Purpose.REPLY, delivery_id, today))

    def message_id(self, delivery_id: int, today: date) -> str:
        """Return the Message-ID of this delivery, without its angle brackets."""
        return f"{self.sign(Purpose.MESSAGE, delivery_id, today)}@{self.domain}"

    def pages(self, delivery_id: int, today: date) -> tuple[str, str]:
        """Return the addresses of the form and of taking oneself off; both "" without pages."""
        if not self._url:
            return "", ""
        token = self.sign(Purpose.PAGE, delivery_id, today)
        return f"{self._url}{FORM_PATH}{token}", f"{self._url}{UNSUBSCRIBE_PATH}{token}"

    def sign(self, purpose: Purpose, delivery_id: int, today: date) -> str:
        """Return the token; it counts until the end of the week in which its lifetime ends.

        Delivery 0 is none: samples that are only looked at carry it.
        """
        week = (today + LIFETIME[purpose] - _EPOCH).days // 7
        if not (0 <= week < _WEEKS and 0 <= delivery_id < _IDS):
            raise ValueError("a token has no room for this delivery or this day")
        head = (purpose << 37 | week << 26 | delivery_id).to_bytes(_HEAD, "big")
        return base64.b32encode(head + self._mac(head)).decode("ascii").lower()

    def read(self, text: str, today: date) -> Reading | None:
        """Read an address, a Message-ID, a link, a bare token, or a subject with `[token]`.

        None where there is nothing in the shape of a token. Of several the best counts: valid
        before expired before forged.
        """
        best: Reading | None = None
        for candidate in self._candidates(text[:_MAX_TEXT].lower()):
            reading = self._check(candidate, today)
            if best is None or _rank(reading) < _rank(best):
                best = reading
        return best

    def find_in(self, texts: Iterable[str], today: date) -> Reading | None:
        """Return the best reading of several texts, the earlier of equals."""
        readings = [reading for text in texts if (reading := self.read(text, today))]
        return min(readings, key=_rank, default=None)

    def _tagged(self, token: str) -> str:
        if self.tags == "none":
            return self.plain
        if self.tags == "catchall":
            return f"{token}@{self.domain}"
        return f"{self._local}{'+' if self.tags == 'plus' else '-'}{token}@{self.domain}"

    def _candidates(self, text: str) -> Iterable[str]:
        yield from (found[1] for found in _TAGGED.finditer(text))
        yield from (found[1] for found in _AT_HOME.finditer(text) if found[2] == self.domain)
        bare = _BARE.match(text)
        if bare:
            yield bare[1]

    def _check(self, token: str, today: date) -> Reading:
        data = base64.b32decode(token.upper())
        head, mac = data[:_HEAD], data[_HEAD:]
        if not hmac.compare_digest(mac, self._mac(head)):
            return Forged(token)
        packed = int.from_bytes(head, "big")
        last_day = _EPOCH + timedelta(weeks=(packed >> 26) % _WEEKS, days=6)
        read = Token(Purpose(packed >> 37), packed % _IDS, last_day)
        return read if today <= last_day else Expired(read)

    def _mac(self, head: bytes) -> bytes:
        return hmac.digest(self._key, head, "sha256")[:_MAC]


def _rank(reading: Reading) -> int:
    return (Token, Expired, Forged).index(type(reading))
