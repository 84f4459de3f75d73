"""Delivery reports by the standard (RFC 3464), one for each line of `diagnostics.tsv`.

A new bounce text is tested by one more line there: status, reason, `dead` or `-`, the words.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.mail.recognising.letters import MESSAGE_ID, Expected, Letter, fields, recipient, report

ANA = "ana@cliente.test"
NOTICE = "This is the mail system at host mx.example.\n\nYour message could not be delivered."
TABLE = Path(__file__).with_name("diagnostics.tsv")


def _letters() -> Iterator[Letter]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        status, reason, dead, words = line.split("\t")
        raw = report(NOTICE, fields(recipient(ANA, status, words)), to=ANA)
        expected = Expected("bounce", ((ANA, reason, dead == "dead"),), MESSAGE_ID)
        yield Letter(f"{status} {words[:60]}", raw, expected)


STANDARD = tuple(_letters())
