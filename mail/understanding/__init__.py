"""Understanding what people answer: what they want, and which of their data are to be corrected.

Pure, total and bounded in time: `cut` and `understand` take plain text and return frozen values;
they touch no database and never raise. Of a longer reply the sentences of the first 20,000
characters and the first labelled lines are read, and `too_long` says so: nothing of it is applied.
What is applied is decided by `storage.rules.corrections` and `storage.rules.refusals`; `outcome`
puts to them what was understood.
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
