"""Headers in es, en and ru and in the words of other programs, and the field each names.

`headers.tsv` beside this file is the list; `recognise` also undoes numbering (`Phone 2`), prefixes
(`Person - Email`) and address words (`Ciudad de facturación`, `Shipping zip`).
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from storage.values.folding import fold

_PREFIXES = ("person ", "contact ", "customer ", "client ", "cliente ", "contacto ")
_FILLERS = frozenset(
    {"de", "del", "la", "el", "the", "for", "address", "direccion", "адрес", "для", "по"}
)
_LITTLE_WORDS = frozenset({"de", "del", "la", "el", "the", "of"})
_ADDRESS_WORDS = {
    "billing": "billing", "invoice": "billing", "facturacion": "billing", "fiscal": "billing",
    "factura": "billing", "счета": "billing", "плательщика": "billing", "юридический": "billing",
    "shipping": "shipping", "delivery": "shipping", "envio": "shipping", "entrega": "shipping",
    "доставки": "shipping", "доставка": "shipping", "home": "home", "casa": "home",
    "particular": "home", "домашний": "home", "mailing": "home", "postal": "home",
}  # fmt: skip
_ADDRESS_FIELDS = frozenset({"street", "street_2", "city", "province", "postcode", "country"})
# Words that speak of consent by themselves…
_CONSENT = re.compile(
    r"\b(?:consent\w*|consient\w*|rgpd|lopd\w*|gdpr|согласи\w*|opt ?in|optin|newsletter"
    r"|boletin|publicidad|marketing|comunicaciones|рассылк\w*|mailing list)\b"
)
# …and verbs that do so only with the right object: not `acepta tarjeta`, `autorizado a recoger`.
_ALLOWS = re.compile(
    r"\b(?:acept\w*|autoriz\w*|permi\w+|suscri\w*|subscri\w*|подписан\w*|agree\w*)\b"
)
_CONTACT = re.compile(
    r"\b(?:contact\w*|envios?|e ?mails?|mails?|correos?|sms|whatsapp|ofertas?|promo\w*|comercial\w*"
    r"|privacidad|privacy|datos|data|tratamiento|informacion|terms|новост\w*|offers?|calls?)\b"
)
_REFUSAL = re.compile(
    r"\b(?:opt(?:ed)? ?out|unsub\w*|baja|no (?:enviar|quiere|desea|contactar|molestar|llamar)"
    r"|do not|dont|отпис\w*|не (?:звонить|писать|беспокоить)|отказ\w*|robinson)\b"
)
_DATE = re.compile(r"\b(?:fecha|date|time|дата|on|dia)\b")
_MARKETING = re.compile(
    r"\b(?:marketing|publicidad|comercial\w*|newsletter|boletin\w*|promo\w*|oferta\w*|реклам\w*"
    r"|рассылк\w*|offers?)\b"
)
_UPDATES = re.compile(r"\b(?:updates?|actualiza\w*|confirma\w* datos|обновлен\w*)\b")
_CHANNELS = {
    "email": r"e ?mails?|correo|mail|почт\w*",
    "sms": r"sms|смс",
    "whatsapp": r"whatsapp|wasap|ватсап",
    "phone": r"telefono|telefonic\w*|llamadas?|phone|calls?|llamar|телефон\w*|звон\w*",
    "post": r"post|postal|carta",
}
_NOT_CONSENT = re.compile(r"\b(?:ip|campaign|reason|motivo|rating|texto|wording|id|count)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """What a header names. `kind` refines the field: a phone's label, an address's kind, or for
    consent and opt_out `purpose/channel`, either part "" where the header does not say."""

    field: str
    kind: str = ""
    confidence: float = 1.0


def plain(header: str) -> str:
    """Return a header folded and without punctuation, as the list has it."""
    return " ".join(re.sub(r"[^\w]|_", " ", fold(header[:120])).split())


def recognise(header: str) -> Named | None:
    """Return the field that a header names, or None where it is no header we know."""
    text = plain(header)
    if not text:
        return None
    for spelling in _spellings(text):
        if spelling in _aliases():
            return _aliases()[spelling] if spelling == text else _less_sure(spelling)
    return _consent(text) or _address(text)


def _spellings(text: str) -> list[str]:
    bare = " ".join(re.sub(r"\b\d+\b|(?<=[a-zа-я])\d+\b", " ", text).split())
    shorter = [bare.removeprefix(prefix) for prefix in _PREFIXES if bare.startswith(prefix)]
    return [text, bare, *shorter, _essence(bare)]


def _essence(text: str) -> str:
    """Return the words that matter: `fecha de nac` and `fecha nac` are one."""
    return " ".join(word for word in text.split() if word not in _LITTLE_WORDS) or text


def _less_sure(spelling: str) -> Named:
    named = _aliases()[spelling]
    return Named(named.field, named.kind, 0.9)


def _consent(text: str) -> Named | None:
    if _NOT_CONSENT.search(text):
        return None
    refusal = bool(_REFUSAL.search(text))
    allows = _ALLOWS.search(text) and _CONTACT.search(text)
    if not (refusal or allows or _CONSENT.search(text)):
        return None
    if _DATE.search(text) and not refusal:
        return Named("consent_date", "", 0.9)
    purpose = "marketing" if _MARKETING.search(text) else ""
    purpose = purpose or ("updates" if _UPDATES.search(text) else "")
    channels = [name for name, words in _CHANNELS.items() if re.search(rf"\b(?:{words})\b", text)]
    channel = channels[0] if len(channels) == 1 else ""
    kind = f"{purpose}/{channel}" if purpose or channel else ""
    return Named("opt_out" if refusal else "consent", kind, 0.9)


def _address(text: str) -> Named | None:
    words = text.split()
    kinds = {_ADDRESS_WORDS[word] for word in words if word in _ADDRESS_WORDS}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    rest = [word for word in words if word not in _ADDRESS_WORDS and word not in _FILLERS]
    if not rest:
        addressed = any(word in ("address", "direccion", "адрес") for word in words)
        return Named("street", kind, 0.9) if addressed else None
    named = next((_aliases()[s] for s in _spellings(" ".join(rest)) if s in _aliases()), None)
    if named and named.field in _ADDRESS_FIELDS:
        return Named(named.field, kind, 0.9)
    return None


@cache
def _aliases() -> dict[str, Named]:
    found: dict[str, Named] = {}
    text = (resources.files("storage.files") / "headers.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            field, kind, aliases = line.split("\t")
            found |= {alias: Named(field, kind) for alias in aliases.split("|")}
    return {_essence(alias): named for alias, named in found.items()} | found
