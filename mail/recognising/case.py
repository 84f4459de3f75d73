"""One report under examination: notice, original and fields, each worked out when asked for."""

import re
from dataclasses import dataclass
from functools import cached_property

from mail.reading import Message
from mail.reading.headers import Headers
from mail.recognising.addresses import addresses_in, list_behind, untagged
from mail.recognising.forms import is_form, names_both_ends, repeats_header
from mail.recognising.marks import Marks, from_nobody, takes_no_answers
from mail.recognising.notice import Named, bare_names, named_recipients
from mail.recognising.original import Original, find_original, split_notice
from mail.recognising.phrases import fold, phrases_of
from mail.recognising.reports import Report, parse_report

_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_REPORT_FIELD = re.compile(r"\nfinal-recipient:", re.I)
_AFTER_DATA = re.compile(
    rb"in reply to end\s+of\s+DATA|\bafter\s+end\s+of\s+data|\bafter\s+I\s+sent\s+the\s+message",
    re.I,
)
_OPENING = 3000
_SHOWN = 60_000


# No slots: most reports are decided by their fields, and then nothing else is worked out.
@dataclass(frozen=True)
class Case:
    """A message, its marks, and what its report says; `known` are our own addresses."""

    message: Message
    marks: Marks
    known: frozenset[str]

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """The machine-readable reports that name a recipient, in parts of their own or as text."""
        parts = [part for part in self.message.parts if part.kind in _STATUS_PARTS]
        texts = [part.text(100_000) for part in parts]
        if not texts and self.marks.daemon:
            # A report whose part lost its type, or that somebody pasted into the notice.
            plain = [self._text] if len(self.message.parts) == 1 else self._plain_parts
            texts = [text for text in plain if _REPORT_FIELD.search("\n" + text[:20_000])]
        parsed = (parse_report(text) for text in texts)
        return tuple(report for report in parsed if report.recipients)

    @cached_property
    def _split(self) -> tuple[str, str]:
        # An enclosed original is not copied below the notice as well.
        return (self._text, "") if self.message.attached else split_notice(self._text)

    @cached_property
    def _text(self) -> str:
        return _notice_text(self.message)

    @property
    def _plain_parts(self) -> list[str]:
        plain = (part for part in self.message.parts if part.kind == "text/plain")
        return [part.text(20_000) for part in plain]

    @property
    def notice(self) -> str:
        """The system's own words, without the copy of the original."""
        return self._split[0]

    @property
    def opening(self) -> str:
        """The beginning of the notice, where systems say what happened."""
        return self.notice[:_OPENING]

    @cached_property
    def original(self) -> Original:
        """The message that came back."""
        return find_original(self.message, self._split[1])

    @cached_property
    def says(self) -> frozenset[str]:
        """The kinds of machine's mail that the notice's words belong to."""
        found = phrases_of("bodies").found(fold(self.opening))
        return frozenset(phrase.meaning for phrase in found if phrase.weight)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """The recipients that the notice names."""
        return tuple(named_recipients(self.notice, self.original, self.ours))

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Which address a system made another of, by the other: the fields of a report may state
        the other alone. Most notices tell of none, and then need not be read."""
        parts = (part for part in self.message.parts[:4] if part.kind == "text/plain")
        if not any(b"ed from" in part.body for part in parts):
            return {}
        return {one.made.lower(): one.address for one in self.named if one.made}

    @cached_property
    def refused_after_data(self) -> frozenset[str]:
        """The recipients that a server refused once it had the content: the notice says so, and the
        fields do not, nor the lines that repeat the reply."""
        parts = (part for part in self.message.parts[:4] if part.kind == "text/plain")
        if not any(_AFTER_DATA.search(part.body) for part in parts):
            return frozenset()
        told = (n for n in self.named if _AFTER_DATA.search(n.words.encode("utf-8", "replace")))
        return frozenset(one.address.lower() for one in told)

    @cached_property
    def ours(self) -> frozenset[str]:
        """Addresses of the sending side: the report came to them, the original left from them."""
        wanted = {address.lower() for address in self.original.recipients}
        ends = _addresses(self.message.headers, "to", "delivered-to", "x-original-to", "from")
        own = {address.lower() for address in (*ends, *self.original.senders)} - wanted
        own.update(map(str.lower, self.known))
        return frozenset((*own, *(untagged(address) for address in own if "+" in address)))

    @cached_property
    def is_form(self) -> bool:
        """Whether it is a form about a mail of ours, such as filters fill in."""
        if self._is_of_people:
            return False
        return is_form(self.notice, self.marks.sender, self._written)

    @cached_property
    def tells_both_ends(self) -> bool:
        """Whether it repeats to whom a mail of ours went, line by line or in one breath."""
        if self._is_of_people:
            return False
        told = self.notice, self.marks.sender, self._written
        return repeats_header(*told) or names_both_ends(*told)

    @property
    def _is_of_people(self) -> bool:
        """Whether a form in it would be one that somebody shows to us, or is no filter's."""
        marks = self.marks
        if marks.forwarded or marks.answering or marks.bulk or "complaint" in self.says:
            return True
        stated = marks.daemon or marks.null_path or marks.automatic or from_nobody(marks)
        return not (stated or marks.nameless or takes_no_answers(marks))

    @property
    def _written(self) -> frozenset[str]:
        """Our addresses that the message itself names."""
        written = _addresses(self.message.headers, "to", "delivered-to", "x-original-to")
        own = {address.lower() for address in (*written, *self.known)}
        return frozenset({*own, *map(untagged, own)} - {self.marks.sender})

    @cached_property
    def implied(self) -> tuple[str, ...]:
        """Whom the report must mean when no address stands in it: the subject may name it, the
        original says to whom it went, or the recipient's own rules refuse it in his name."""
        subject = addresses_in(self.message.headers.first("subject"))
        behind = list_behind(self.marks.sender)
        written = (self.original.recipients, self.original.envelope_recipients)
        for known in (subject[:1], *written, behind):
            wanted = [address for address in known if address.lower() not in self.ours]
            if wanted:
                return tuple(dict.fromkeys(wanted))[:20]
        answers = self.marks.automatic == "replied" and not self.marks.daemon
        own = answers and self.marks.sender not in self.known and not from_nobody(self.marks)
        return (self.marks.sender,) if own and self.marks.sender else ()

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """Recipients that the notice lists without a domain, at the domain that they are known or
        supposed to be at: where the original went, else where the report comes from."""
        written = (*self.original.recipients, *self.original.envelope_recipients)
        known = {address.partition("@")[0].lower(): address for address in written}
        home = self.marks.sender.partition("@")[2]
        names = bare_names(self.notice) if home or known else []
        placed = (known.get(name.lower()) or (f"{name}@{home}" if home else "") for name in names)
        return tuple(dict.fromkeys(address for address in placed if address))


def _addresses(headers: Headers, *names: str) -> list[str]:
    return [address for name in names for address in addresses_in(headers.first(name))]


def _notice_text(message: Message) -> str:
    """The first readable part of a report, or the whole text of plain mail."""
    for part in message.parts:
        if part.kind == "text/plain" and (text := part.text(_SHOWN)).strip():
            return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return message.text[:_SHOWN]
