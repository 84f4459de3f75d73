"""Headers in the languages of our users and in the words of other programs, and what each names.

`headers.tsv` beside this file is the list, `systems.tsv` what a word means in one program only;
`recognise` also undoes numbering (`Phone 2`), prefixes (`Person - Email`), joined words
(`CompanyName`) and address words (`Ciudad de facturación`, `Shipping zip`, `Ort geschäftlich`).
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from storage.values.folding import fold

_PREFIXES = (
    *("person ", "contact ", "customer ", "client ", "cliente ", "contacto ", "persona ", "cust "),
    *("personne ", "pessoa ", "контакт ", "контактное лицо ", "cli ", "str ", "txt ", "kunden "),
)
_FILLERS = frozenset(
    {"de", "del", "la", "el", "the", "for", "address", "direccion", "адрес", "для", "по", "do"}
    | {"da", "du", "le", "endereco", "indirizzo", "adresse", "o", "or", "и", "или"}
)
_LITTLE_WORDS = frozenset(
    {"de", "del", "la", "el", "the", "of", "do", "da", "di", "du", "des", "d"}
)
_ADDRESS_KINDS = {
    "billing": (
        "billing invoice facturacion fiscal factura счета плательщика юридический business work"
        " trabajo laboral empresa geschaftlich dienstlich firma bureau professionnel lavoro"
        " ufficio uff comercial раб рабочий office rechnung facturation"
    ),
    "shipping": (
        "shipping delivery envio entrega доставки доставка other otra otro otros outro outra"
        " weitere weiterer weiteres autre altro altra другой lieferung livraison"
    ),
    "home": (
        "home casa particular домашний mailing postal domicilio privat domicile residencia ab"
        " residencial abitazione дом private personal mail correspondencia"
    ),
}
_ADDRESS_WORDS = {word: kind for kind, words in _ADDRESS_KINDS.items() for word in words.split()}
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
_NOT_CONSENT = re.compile(
    r"\b(?:ip|campaign|reason|motivo|rating|texto|wording|id|count|last|first|ultim[oa]|primer[oa]?"
    r"|open(?:ed|s)?|click\w*|deliver\w*|bounce\w*|sent|sends?|repl\w+|score|source|owner|mode|number"
    r"|abiert\w+|enviad\w+|entregad\w+|rebot\w+|clics?|qualified|lead|history|budget)\b"
)
_JOINED = re.compile(
    r"(?<=[a-zа-яё\u00df-\u00ff])(?=[A-ZА-ЯЁ\u00c0-\u00de])|(?<=[A-ZА-Я])(?=[A-ZА-Я][a-zа-я])"
)


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


def parted(header: str) -> str:
    """Return a header as `plain` does, its joined words apart: `CompanyName` is `company name`."""
    return plain(_JOINED.sub(" ", header[:120]))


def recognise(header: str, system: str = "") -> Named | None:
    """Return the field that a header names, or None where it is no header we know.

    `system` is the program that wrote the file, where that is known: see `systems`.
    """
    for text in dict.fromkeys((plain(header), parted(header))):
        if text and (named := _known(text, system)):
            return named
    return None


def _known(text: str, system: str) -> Named | None:
    for spelling in spellings(text):
        if (system, spelling) in _own_words():
            return _own_words()[system, spelling]
    for spelling in spellings(text):
        if spelling in _aliases():
            return _aliases()[spelling] if spelling == text else _less_sure(spelling)
    return _consent(text) or _address(text)


def spellings(text: str) -> list[str]:
    """Return a plain header, and what is left of it without numbers, prefixes, little words."""
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
    told = [word for word in words if word in _ADDRESS_WORDS]
    # In `Business Postal Code` it belongs to the code, in `Ciudad postal` it tells the address.
    told = [word for word in told if word != "postal"] or told
    kinds = {_ADDRESS_WORDS[word] for word in told}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    rest = [word for word in words if word not in told and word not in _FILLERS]
    if not rest:
        addressed = any(word in ("address", "direccion", "адрес") for word in words)
        return Named("street", kind, 0.9) if addressed else None
    named = next((_aliases()[s] for s in spellings(" ".join(rest)) if s in _aliases()), None)
    if named and named.field in _ADDRESS_FIELDS:
        return Named(named.field, kind, 0.9)
    return None


@cache
def _aliases() -> dict[str, Named]:
    found: dict[str, Named] = {}
    for line in _lines("headers.tsv"):
        field, kind, aliases = line.split("\t")
        found |= {alias: Named(field, kind) for alias in aliases.split("|")}
    return {_essence(alias): named for alias, named in found.items()} | found


@cache
def _own_words() -> dict[tuple[str, str], Named]:
    """Return what headers mean in one program's files."""
    found: dict[tuple[str, str], Named] = {}
    for line in _lines("systems.tsv"):
        system, field, kind, aliases = line.split("\t")
        if field != "telling":
            found |= {(system, alias): Named(field, kind) for alias in aliases.split("|")}
    return found


@cache
def fields() -> frozenset[str]:
    """Return the fields that a column may be said to hold."""
    known = {named.field for named in (*_aliases().values(), *_own_words().values())}
    return frozenset(known | {"custom"})


@cache
def telling() -> dict[str, frozenset[str]]:
    """Return, per system, the headers by which its files are told from others."""
    found: dict[str, frozenset[str]] = {}
    for line in _lines("systems.tsv"):
        system, field, _, aliases = line.split("\t")
        if field == "telling":
            found[system] = found.get(system, frozenset()) | frozenset(aliases.split("|"))
    return found


def _lines(name: str) -> list[str]:
    text = (resources.files("storage.files") / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
