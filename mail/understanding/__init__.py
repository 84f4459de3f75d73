"""Understanding what people answer: what they want, and which of their data are to be corrected.

Pure, total and bounded in time: `cut` and `understand` take plain text and return frozen values;
they touch no database, never raise, and read no more than the first 20,000 characters. Nothing
here decides what is applied: that is `storage.rules.corrections` and `storage.rules.refusals`.
"""

from mail.understanding.cutting import cut
from mail.understanding.facts import Correction, Cut, InlineEdit, Intent, Kind, Reply, Understood
from mail.understanding.reading import understand

__all__ = [
    "Correction",
    "Cut",
    "InlineEdit",
    "Intent",
    "Kind",
    "Reply",
    "Understood",
    "cut",
    "understand",
]
