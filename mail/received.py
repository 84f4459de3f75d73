"""A message that came in, read as far as the way In needs it, in a process that may be killed.

`Reader` does the two things that look at a stranger's bytes, parsing and understanding, in a
worker of its own: what takes too long there is a fault of that message and of no other.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import Self

from mail.loading import load
from mail.reading import Message, read
from mail.recognising import Kind, OurMarks, Recognised, recognise
from mail.recognising.addresses import addresses_in
from mail.recognising.phrases import fold, phrases_of
from mail.understanding import Reply, Understood, understand
from mail.worker import CrashedError, TooSlowError, Worker
from storage.values import Invalid, emails

__all__ = ["CrashedError", "Reader", "Received", "TooSlowError"]

_SECONDS = 20.0
_HEADER = 128_000
_WHERE_TO = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to"),
    *("x-delivered-to", "x-rcpt-to", "to", "cc", "resent-to"),
)
_ID = re.compile(r"<([^<>\s]{3,400})>")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Received:
    """One message. `sender` is normalised, "" where From names none or several.

    `places` are the header values in which a token of ours may stand; `answers` the Message-IDs
    it refers to, the nearest first. `text` and `html` are the bodies; `lost`: part of the message
    was not read; `gone`: it says that somebody no longer works there.
    """

    recognised: Recognised
    sender: str
    subject: str
    places: tuple[str, ...]
    answers: tuple[str, ...]
    text: str
    html: str
    lost: bool
    gone: bool = False


def receive(raw: bytes, ours: OurMarks) -> Received:
    """Read one message. Never raises."""
    message = read(raw)
    headers = message.headers
    referred = [*_ID.findall(headers.raw("in-reply-to"))]
    referred += reversed(_ID.findall(" ".join(headers.all("references"))))
    recognised = recognise(message, ours)
    return Received(
        recognised=recognised,
        sender=_sender(message),
        subject=_clean(headers.first("subject")[:1000]),
        places=tuple(
            value[:4000]
            for name in (*_WHERE_TO, "in-reply-to", "references", "subject")
            for value in headers.all(name)
        ),
        answers=tuple(dict.fromkeys(referred))[:50],
        text=_clean(message.text),
        html=_clean(message.html),
        lost=bool(message.truncated),
        gone=recognised.kind is Kind.AUTO_REPLY and _is_gone(message),
    )


def _clean(text: str) -> str:
    """Leave out what no database takes: NUL, and halves of characters."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _is_gone(message: Message) -> bool:
    said = phrases_of("bodies").found(fold(message.text[:_HEADER]))
    return any(phrase.meaning == "left" for phrase in said)


def _sender(message: Message) -> str:
    """Return the one address in From; a name that looks like an address is not one."""
    found: set[str] = set()
    for stated in message.headers.all("from"):
        named = _IN_BRACKETS.findall(stated) or addresses_in(stated)
        for address in named:
            read_ = emails.parse(address)
            found.add("" if isinstance(read_, Invalid) else read_.normal)
    return found.pop() if len(found) == 1 else ""


Job = tuple[bytes, OurMarks] | Reply


def work(job: Job) -> Received | Understood:
    """Do one piece of the worker's work."""
    return understand(job) if isinstance(job, Reply) else receive(*job)


class Reader:
    """Reads and understands in a worker, which starts when it is first needed.

    Starting takes a second or two, so one reader serves as long as the program runs. Use as a
    context manager.
    """

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._worker: Worker[Job, Received | Understood] = Worker(
            work, seconds=seconds, prepare=load
        )

    async def receive(self, raw: bytes, ours: OurMarks) -> Received:
        """Read one message. Raises TooSlowError and CrashedError."""
        read_ = await asyncio.to_thread(self._worker.run, (raw, ours))
        assert isinstance(read_, Received)  # noqa: S101 - what the worker gives for such a job
        return read_

    async def understand(self, reply: Reply) -> Understood:
        """Understand one reply. Raises TooSlowError and CrashedError."""
        said = await asyncio.to_thread(self._worker.run, reply)
        assert isinstance(said, Understood)  # noqa: S101 - what the worker gives for such a job
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
