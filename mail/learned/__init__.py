"""Which of several kinds a short text is, learned from examples.

People and servers say the same in more words than a table of phrases can hold. Here a linear model
(multinomial logistic regression over words, pairs of words, and how both begin and end) is learned
from sentences that each say one thing (`tables/examples`, `texts/examples`), and kept as a table of
weights beside them. It only proposes: what may be done on its word is for those who ask.

`model` reads and asks a table of weights, `marks` is what it looks at in a text, `sequences` names
its words one by one; `training` learns from examples, and `tables` writes what was learned
(`make learn`).
"""

from mail.learned.marks import kin, marks, spelled
from mail.learned.model import Model

__all__ = ["Model", "kin", "marks", "spelled"]
