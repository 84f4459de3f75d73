"""The forms that filters fill in about a mail: who sent it, to whom it went, what became of it.

They are sent from whatever address the filter's owner chose, so only the form tells. People paste
such forms too: then it is quoted, or the header of what they send on stands above it, or the form
is about themselves.
"""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from mail.recognising.addresses import places, tidy

_BY = (
    r"(?:mail |message |envelope |header )?from"
    r"|(?:(?:original|message|mail|envelope) )?(?:sender|originator)"
    r"|source|remitente|origen|enviado por|expéditeur|émetteur|absender|von|mittente|remetente"
    r"|origem|enviad[oa] por|inviato da|от(?: кого)?|отправитель|від(?: кого)?|відправник|nadawca"
    r"|od|afzender|van|avsändare|från|afsender|avsender|fra|lähettäjä|odesílatel|odosielateľ|feladó"
    r"|expeditor|gönderen|kimden|αποστολέας|remitent|de|da"
    r"|差出人|送信者|送信元|発信者|发件人|發件人|发送者|寄件者|보낸 ?사람|발신자"
)
_TO = (
    r"(?:mail |message |rcpt |envelope |delivery )?to"
    r"|(?:(?:original|message|mail|envelope) )?(?:recipient|addressee)|destination|para|destino"
    r"|destinat[aá]ri[oai]?|destinataire|empfänger|an|a|à|pour|кому|получател[ьи]|одержувач|odbiorca"
    r"|adresat|do|aan|ontvanger|geadresseerde|till?|mottagare|modtager|mottaker|vastaanottaja"
    r"|příjemce|príjemca|címzett|destinatar|alıcı|kime|παραλήπτης|προς"
    r"|宛先|受信者|送信先|收件人|收件者|받는 ?사람|수신자"
)
_BOX = (
    r"(?:[ -]?(?:mailbox|address|e-?mail|postfach|adresse|address line|name)|s|es|\(e?s\)|\(en\))*"
    r"(?: (?:of|for) (?:the|this|your) (?:message|e?-?mail)| del (?:mensaje|correo|messaggio)"
    r"| du (?:message|courriel)| da mensagem| der (?:nachricht|e?-?mail)| (?:письма|сообщения))?"
)
_BOXES = (
    r"(?:(?:buz[oó]n|direcci[oó]n|cuenta|correo|casella|indirizzo|caixa|endereço|boîte|adresse|адрес)"
    r"(?:\(\w+\)|es)? (?:de |di |d'|del |da )?)?"
)
# What ends a label; a name may stand before the address then.
_ENDS = r"[ \t.]*(?:[:=：|][^\n@]{0,60}|[\s<\"'\[(]*)"
_SENT_BY = re.compile(rf"[\W_]*{_BOXES}(?:{_BY}){_BOX}{_ENDS}", re.I)
_SENT_TO = re.compile(rf"[\W_]*{_BOXES}(?:{_TO}){_BOX}{_ENDS}", re.I)
_SUBJECT = re.compile(
    r"\n[\W_]*(?:message |mail )?(?:subject|asunto|betreff|objet|sujet|oggetto|assunto|тема"
    r"|onderwerp|temat|ämne|emne|aihe|předmět|predmet|tárgy|subiect|konu|θέμα|件名|主题|主旨|제목)"
    r"[ \t]*[:=：|]",
    re.I,
)
_SEPARATES = re.compile("[:=：|]")
# "… sent by us to him": nobody but a machine tells us so.
_BETWEEN = re.compile(r"[>\"')\]]*\s+(?:to|for|a|à|al|para|an|für|на|для)\s+[<\"'(\[]*")
_MOST = 3000  # letters


class _Line(NamedTuple):
    """An address and the label before it, on its line or on a line of its own above."""

    address: str
    label: str


def is_form(text: str, sender: str, ours: Set[str]) -> bool:
    """Whether a text is a form about a mail from one of `ours` to somebody who is not `sender`."""
    by, to = _labelled(text, ours)
    return bool(by) and _is_about(by, to, sender, ours)


def repeats_header(text: str, sender: str, ours: Set[str]) -> bool:
    """Whether a text says to whom a mail went and its subject, line by line, and of no other
    sender than `ours`; `sender` is not whom it went to."""
    by, to = _labelled(text, ours, needed=False)
    return _is_about(by, to, sender, ours) and _SUBJECT.search(text, 0, _MOST) is not None


def names_both_ends(text: str, sender: str, ours: Set[str]) -> bool:
    """Whether a text says in one breath that a mail went from one of `ours` to somebody who is not
    `sender`."""
    lowered = text[:_MOST].lower()
    found = places(lowered)
    return any(
        tidy(lowered[begin:end]) in ours
        and tidy(lowered[start:stop]) not in {*ours, sender}
        and _BETWEEN.fullmatch(lowered[end:start]) is not None
        for (begin, end), (start, stop) in pairwise(found)
    )


def _is_about(by: Sequence[str], to: Sequence[str], sender: str, ours: Set[str]) -> bool:
    of_others = any(address not in ours for address in by)
    return bool(to) and not of_others and ours.isdisjoint(to) and sender not in to


def _labelled(
    text: str, ours: Set[str], *, needed: bool = True
) -> tuple[Sequence[str], Sequence[str]]:
    """The addresses that a text calls those of senders and of recipients, lower case; none of
    either where one of `ours` is needed and does not occur."""
    lowered = text[:_MOST].lower()
    if needed and not any(map(lowered.__contains__, ours)):
        return (), ()
    lines = list(_lines(lowered))
    by = [one.address for one in lines if _SENT_BY.fullmatch(one.label)]
    return by, [one.address for one in lines if _SENT_TO.fullmatch(one.label)]


def _lines(text: str) -> Iterator[_Line]:
    for start, end in places(text):
        begin = text.rfind("\n", 0, start) + 1
        label = text[begin:start]
        above = text[:begin].rstrip().rpartition("\n")[2]
        if above.endswith((":", "：")) and not _SEPARATES.search(label):
            label = above + label
        if not label.lstrip().startswith(">"):
            yield _Line(tidy(text[start:end]), label)
