"""What a server's reply to one mail means: the recipient's trouble, ours, or nobody's for long.

The words and codes are judged as those of a bounce are (`mail.recognising`), with one difference: a
refusal of the sender, whatever its words, says nothing about the recipient.
"""

import re
from dataclasses import dataclass
from typing import Literal

from mail.recognising.reasons import is_permanent, judge
from mail.recognising.verdict import Reason
from storage.rules.bounces import REASONS

Stage = Literal["mail", "rcpt", "data", "end"]
Outcome = Literal["sent", "deferred", "refused", "uncertain"]

_ABOUT_SENDER = re.compile(
    r"\b5\.(?:7\.60|1\.[78]|7\.27|7\.23)\b|sender address rejected|not owned by|send ?as\b|"
    r"sender .{0,60}\b(?:not|denied|refused|reject|mismatch|invalid)|"
    r"(?:from|return[- ]path|envelope).{0,60}\b(?:not|must|denied|refused|reject|mismatch)",
    re.IGNORECASE,
)
_SENDER_FAULT = "sender_fault"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one mail. `code` and `text` as the server said them (RFC 5321, 4.2).

    `about_sender`: refused for its envelope sender, so that another one may do. `about_server`:
    the server would have put any mail off. `hung_up`: it ends the connection with this (421).
    """

    outcome: Outcome
    code: int | None = None
    text: str = ""
    reason: str = ""
    permanent: bool = False
    status: str = ""
    about_sender: bool = False
    about_server: bool = False

    @property
    def hung_up(self) -> bool:
        """Whether the server said goodbye."""
        return self.code == 421


def answer_to(stage: Stage, code: int, text: str) -> Answer:
    """Judge a reply to MAIL, RCPT, DATA or the end of the mail."""
    said = " ".join(text.encode("utf-8", "replace").decode("utf-8", "replace").split())
    if stage == "end" and code < 300:
        return Answer("sent", code, said)
    judged = judge([f"{code} {said}"], None)
    reason, codes = judged.reason, judged.codes
    about_sender = code >= 500 and (stage == "mail" or bool(_ABOUT_SENDER.search(said)))
    if about_sender and REASONS.get(reason) != _SENDER_FAULT:
        reason = Reason.POLICY
    return Answer(
        outcome="refused" if code >= 500 else "deferred",
        code=code,
        text=said,
        reason=str(reason),
        permanent=code >= 500 and not about_sender and is_permanent(reason, codes),
        status=codes.status or "",
        about_sender=about_sender,
        about_server=code == 421 or (stage == "mail" and code < 500),
    )


def unsent(why: str) -> Answer:
    """Return the answer where the connection failed before the mail itself was begun."""
    return Answer("deferred", text=why, reason=str(Reason.NETWORK))


def unknown(why: str) -> Answer:
    """Return the answer where the mail was handed over, and no reply came."""
    return Answer("uncertain", text=why, reason="no_reply")
