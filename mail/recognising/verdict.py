"""What recognising a message yields: its kind, the recipients it reports, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a message is. `HUMAN` goes on to be understood; the others are machines' mail."""

    BOUNCE = "bounce"
    DELAY = "delay"
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto_reply"
    UNSUBSCRIBE = "unsubscribe"
    UNKNOWN = "unknown"
    HUMAN = "human"


class Action(StrEnum):
    """What happened to the mail for one recipient (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


class Reason(StrEnum):
    """Why a mail was not delivered."""

    USER_UNKNOWN = "user_unknown"
    HOST_UNKNOWN = "host_unknown"
    MOVED = "moved"
    INACTIVE = "inactive"
    MAILBOX_FULL = "mailbox_full"
    MESSAGE_TOO_BIG = "message_too_big"
    FILTERED = "filtered"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    POLICY = "policy"
    AUTH_FAILURE = "auth_failure"
    SPAM = "spam"
    VIRUS = "virus"
    RATE_LIMITED = "rate_limited"
    NOT_ACCEPTED = "not_accepted"
    SECURITY = "security"
    EXPIRED = "expired"
    NETWORK = "network"
    SYSTEM_ERROR = "system_error"
    SYSTEM_FULL = "system_full"
    CONTENT = "content"
    SYNTAX = "syntax"
    RELAY_DENIED = "relay_denied"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient that a report speaks of.

    `status` is an enhanced code (RFC 3463) as "5.1.1", `reply_code` an SMTP one (RFC 5321) as 550;
    both None where the report states none. `reason` is None unless the mail failed or is delayed.
    `permanent` is true only where the address itself is dead. `evidence` is the phrase or the code
    that decided, `diagnostic` the words of the report (at most 500 characters).
    """

    address: str
    action: Action
    status: str | None = None
    reply_code: int | None = None
    reason: Reason | None = None
    permanent: bool = False
    evidence: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The verdict on one message.

    `original_message_id` comes without angle brackets. `original_envelope` holds the envelope
    sender and envelope id that the report gives back, as they came. `tokens` are the signed
    marks of ours found anywhere in it. `why` names the evidence, for people who ask.
    """

    kind: Kind
    recipients: tuple[Recipient, ...] = ()
    original_message_id: str | None = None
    original_envelope: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    feedback_type: str | None = None
    why: tuple[str, ...] = ()
