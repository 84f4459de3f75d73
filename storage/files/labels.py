"""What a label beside a value says: `Work Fax`, `* Casa`, `Мобильный`."""

import re
from dataclasses import dataclass
from typing import Literal

from storage.values.folding import fold

Kind = Literal["", "mobile", "work", "home", "other", "billing", "shipping", "fax"]

_WORDS: list[tuple[Kind, str]] = [
    ("fax", r"fax\w*|факс|telecopi\w*|telefax|pager|buscapersonas|пейджер"),
    ("mobile", r"mobil\w*|movil|cell\w*|celular|handy|portable|iphone|whatsapp"),
    ("mobile", r"мобильн\w*|сотов\w*"),
    ("work", r"work|trabajo|laboral|oficina|empresa|office|main|business|рабоч\w*|работа"),
    ("work", r"arbeit|geschaftlich|travail|bureau|lavoro|ufficio|trabalho"),
    ("billing", r"billing|facturacion|rechnung|facturation|fiscal"),
    ("shipping", r"shipping|delivery|envio|entrega|доставк\w*|lieferung|livraison"),
    ("home", r"home|casa|particular|privat\w*|domicil\w*|дом|домашн\w*|personal|principal"),
    ("other", r"other|otr[oa]s?|andere\w*|weitere\w*|autre|altr[oa]|друго\w*|outr[oa]"),
]
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")  # Apple writes HomeFax


@dataclass(frozen=True, slots=True)
class Label:
    """A label read: its kind, whether it marks the main one of several, and as it was typed."""

    kind: Kind
    first: bool
    as_typed: str


def label_of(text: str) -> Label:
    """Read a label; a kind that nobody knows is ""."""
    folded = fold(_JOINED.sub(" ", text))
    kinds = (kind for kind, words in _WORDS if re.search(rf"\b(?:{words})\b", folded))
    return Label(next(kinds, ""), folded.startswith("*"), text.strip("* "))
