"""What a worker loads before its first message: tables belong to its start, not to a message.

Reading them takes a second, and many on a machine with much else to do; a message may not pay for
that with its own time.
"""

from datetime import date

from mail.reading import read
from mail.recognising import recognise
from mail.understanding import Reply, understand

_LETTER = (
    b"From: MAILER-DAEMON@example.com\r\nSubject: failure notice\r\n\r\n"
    b"<ana@example.org>: 550 no such user here\r\n"
)


def load() -> None:
    """Recognise a letter and understand a reply, so that all tables are read."""
    recognise(read(_LETTER))
    understand(
        Reply(
            text="Ok. Ahora en calle Mayor 5, 28013 Madrid",
            html=None,
            subject="",
            sender="ana@example.org",
            language="es",
            country="ES",
            today=date(2026, 1, 1),
            record={},
        )
    )
