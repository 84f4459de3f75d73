"""What a message is, without database or settings: the way of `aldia classify`.

read → recognise → a person's mail is understood. The same in a worker that may be killed, for
whole folders of mail of unknown origin.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any

from mail.loading import load
from mail.reading import Message, read
from mail.recognising import Kind, Recipient, Recognised, recognise
from mail.understanding import Reply, Understood, understand
from mail.worker import CrashedError, TooSlowError, Worker

_UNDATED = date(1970, 1, 1)


def classify(raw: bytes, file: str, *, language: str = "es", country: str = "ES") -> dict[str, Any]:
    """One message as the object that `aldia classify` prints: file, kind, recipients,
    original_message_id, feedback_type, reply_text, why. `language` and `country` say how a
    person's dates and phones are read. Never raises."""
    message = read(raw)
    verdict = recognise(message)
    if verdict.kind is not Kind.HUMAN:
        return _object(file, verdict.kind, verdict, None, verdict.why)
    said = understand(_reply(message, language, country))
    evidence = tuple(f"{intent.kind}: {intent.evidence}" for intent in said.intents)
    return _object(file, said.kind, verdict, said, evidence)


def _reply(message: Message, language: str, country: str) -> Reply:
    return Reply(
        text=message.text,
        html=message.html or None,
        subject=message.headers.first("subject"),
        sender=message.headers.first("from"),
        language=language,
        country=country,
        today=_written_on(message),
        record={},
    )


def _written_on(message: Message) -> date:
    """The day in the Date header: "tomorrow" in a mail means the day after it was written."""
    try:
        return parsedate_to_datetime(message.headers.raw("date")[:100]).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        return _UNDATED


def _object(
    file: str, kind: str, verdict: Recognised, said: Understood | None, why: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "file": file,
        "kind": str(kind),
        "recipients": [_recipient(recipient) for recipient in verdict.recipients],
        "original_message_id": verdict.original_message_id,
        "feedback_type": verdict.feedback_type,
        "reply_text": said.reply_text if said else None,
        "why": list(why),
    }


def _recipient(recipient: Recipient) -> dict[str, Any]:
    return {
        "address": recipient.address,
        "action": str(recipient.action),
        "status": recipient.status,
        "reply_code": recipient.reply_code,
        "reason": str(recipient.reason) if recipient.reason else None,
        "permanent": recipient.permanent,
        "evidence": recipient.evidence,
    }


def classify_file(path: str, *, language: str = "es", country: str = "ES") -> dict[str, Any]:
    """Classify the message in one file. Raises OSError when it cannot be read."""
    return classify(Path(path).read_bytes(), path, language=language, country=country)


def classify_paths(
    paths: Iterable[Path], *, language: str = "es", country: str = "ES", seconds: float = 10.0
) -> Iterator[dict[str, Any]]:
    """Classify every regular file under the paths, one after the other, in the order of their
    names. A message that is too slow, breaks its process or cannot be read is `unknown`, and `why`
    says so; the others go on. Memory does not grow with the number of files."""
    work = partial(classify_file, language=language, country=country)
    with Worker(work, seconds=seconds, prepare=load) as worker:
        for file in _files(paths):
            yield _guarded(worker, str(file))


def _guarded(worker: Worker[str, dict[str, Any]], file: str) -> dict[str, Any]:
    try:
        return worker.run(file)
    except (TooSlowError, CrashedError) as error:
        return _object(file, "unknown", Recognised(Kind.UNKNOWN), None, (str(error),))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _files(sorted(path.iterdir()))
        elif path.is_file():
            yield path
