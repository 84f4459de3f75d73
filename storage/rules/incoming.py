"""Which way a message takes, by what it is and by what proves whose it is: a total table.

`From:` proves nothing by itself. So data changes only where a valid token of ours and the known
sender agree; a report of a machine counts only with a token or a Message-ID that we sent; a
refusal is believed from the customer's own address alone, because being wrong then costs one mail.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from storage.rules.corrections import Trust


class Matter(StrEnum):
    """What a message is."""

    BOUNCE = "bounce"
    DELAY = "delay"
    COMPLAINT = "complaint"
    """A feedback report of a mail provider (RFC 5965), not a person's grievance."""
    AUTO_REPLY = "auto_reply"
    UNSUBSCRIBE = "unsubscribe"
    """The mail that List-Unsubscribe asks for."""
    NOISE = "noise"
    PERSON = "person"


class Mark(StrEnum):
    """What of ours the message carries."""

    VALID = "valid"
    """A token of ours that counts today."""
    EXPIRED = "expired"
    MESSAGE_ID = "message_id"
    """A Message-ID that we sent, without a token that can be read."""
    FORGED = "forged"
    """Something like a token that we never signed."""
    NONE = "none"


class Sender(StrEnum):
    """Whose address stands in From, compared with the contact that was found."""

    KNOWN = "known"
    OTHER = "other"


Step = Literal["bounce", "complain", "refuse", "hold", "read", "note", "ignore", "shelve"]
"""What to do: `read` weighs a person's words by the rules for refusals and corrections."""


@dataclass(frozen=True, slots=True)
class Way:
    """The step, why, and how far a person's words are trusted."""

    step: Step
    why: str
    trust: Trust = Trust.UNVERIFIED


_BOUNCE, _COMPLAIN = Way("bounce", "our_mail"), Way("complain", "our_mail")
_NOT_OURS = Way("shelve", "not_our_mail")
_LATE, _FORGED = Way("shelve", "expired_token"), Way("shelve", "forged_token")
_STRANGER = Way("shelve", "unknown_sender")
_DELAY, _NOISE = Way("ignore", "delay"), Way("shelve", "noise")
_AUTOMATIC, _NOBODY = Way("note", "automatic"), Way("ignore", "automatic")
_REFUSE = Way("refuse", "list_unsubscribe", Trust.KNOWN_SENDER)
_OTHER = Way("hold", "another_address")
_VERIFIED = Way("read", "token_and_sender", Trust.VERIFIED)
_SENDER_ONLY = Way("read", "sender_only", Trust.KNOWN_SENDER)
_SOMEBODY = Way("read", "another_address", Trust.UNVERIFIED)

_M, _K = Matter, Mark
_TABLE: dict[Matter, dict[Mark, tuple[Way, Way]]] = {
    # For each mark: the way from the known sender, and from any other.
    _M.BOUNCE: {
        _K.VALID: (_BOUNCE, _BOUNCE),
        _K.EXPIRED: (_LATE, _LATE),
        _K.MESSAGE_ID: (_BOUNCE, _BOUNCE),
        _K.FORGED: (_FORGED, _FORGED),
        _K.NONE: (_NOT_OURS, _NOT_OURS),
    },
    _M.DELAY: dict.fromkeys(_K, (_DELAY, _DELAY)),
    _M.COMPLAINT: {
        _K.VALID: (_COMPLAIN, _COMPLAIN),
        # A late complaint only stops mail, and that is never too late.
        _K.EXPIRED: (_COMPLAIN, _COMPLAIN),
        _K.MESSAGE_ID: (_COMPLAIN, _COMPLAIN),
        _K.FORGED: (_FORGED, _FORGED),
        _K.NONE: (_NOT_OURS, _NOT_OURS),
    },
    _M.AUTO_REPLY: {
        _K.VALID: (_AUTOMATIC, _AUTOMATIC),
        _K.EXPIRED: (_AUTOMATIC, _AUTOMATIC),
        _K.MESSAGE_ID: (_AUTOMATIC, _AUTOMATIC),
        _K.FORGED: (_AUTOMATIC, _NOBODY),
        _K.NONE: (_AUTOMATIC, _NOBODY),
    },
    _M.UNSUBSCRIBE: {
        _K.VALID: (_REFUSE, _OTHER),
        _K.EXPIRED: (_REFUSE, _OTHER),
        _K.MESSAGE_ID: (_REFUSE, _OTHER),
        _K.FORGED: (_REFUSE, _FORGED),
        _K.NONE: (_REFUSE, _STRANGER),
    },
    _M.NOISE: dict.fromkeys(_K, (_NOISE, _NOISE)),
    _M.PERSON: {
        _K.VALID: (_VERIFIED, _SOMEBODY),
        _K.EXPIRED: (_SENDER_ONLY, _SOMEBODY),
        _K.MESSAGE_ID: (_SENDER_ONLY, _SOMEBODY),
        _K.FORGED: (_SENDER_ONLY, _FORGED),
        _K.NONE: (_SENDER_ONLY, _STRANGER),
    },
}


def decide(matter: Matter, mark: Mark, sender: Sender) -> Way:
    """Return the way of a message. Total."""
    known, other = _TABLE[matter][mark]
    return known if sender is Sender.KNOWN else other
