"""Saying things in Telegram's HTML: texts with every value escaped, dates and phones as read.

`speak` gives HTML for messages, `label` plain words for buttons and floating answers.
"""

import html
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta

from storage.texts import keys, say
from storage.values import money, phones


class Html(str):
    """Text that is HTML already; anything else is escaped before it is shown."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class View:
    """For whom something is worded: `masked` hides personal data, as in a group."""

    language: str
    zone: ZoneInfo
    country: str
    now: datetime
    masked: bool = False

    def speak(self, key: str, **params: object) -> Html:
        """Return the text for `key` as HTML."""
        return speak(self.language, key, **params)

    def label(self, key: str, **params: object) -> str:
        """Return the text for `key` as plain words."""
        return say(self.language, key, **params)

    def code(self, prefix: str, code: str, **params: object) -> Html:
        """Return what `prefix.code` says, or the code itself where no text knows it yet."""
        key = f"{prefix}.{code}"
        return self.speak(key, **params) if key in known(self.language) else escape(code)

    def day(self, moment: datetime | date) -> str:
        """Return `3 mar`, with the year where it is another one."""
        local = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        this_year = local.year == self.now.astimezone(self.zone).year
        return format_date(local, "d MMM" if this_year else "d MMM y", locale=self.language)

    def weekday(self, day: date) -> str:
        """Return `lun 3 mar`."""
        return format_date(day, "EEE d MMM", locale=self.language)

    def born(self, birth_date: str) -> Html:
        """Return `8 jul (45 años)` of `1980-07-08`, `8 jul` of `--07-08`."""
        month, day = int(birth_date[-5:-3]), int(birth_date[-2:])
        shown = format_date(date(2000, month, day), "d MMM", locale=self.language)
        if not birth_date[:4].isdecimal():
            return escape(shown)
        today = self.now.astimezone(self.zone).date()
        age = today.year - int(birth_date[:4]) - ((today.month, today.day) < (month, day))
        return escape(f"{shown} ({self.label('birthday.age', n=age)})" if age >= 0 else shown)

    def month(self, day: date) -> str:
        """Return `marzo de 2026`."""
        return format_date(day, "LLLL y", locale=self.language)

    def moment(self, at: datetime) -> str:
        """Return `lun 3 mar 10:30`, in the house's time zone."""
        local = at.astimezone(self.zone)
        return format_datetime(local, "EEE d MMM, H:mm", tzinfo=self.zone, locale=self.language)

    def hour(self, at: datetime) -> str:
        """Return `10:30`."""
        return format_time(at.astimezone(self.zone), "H:mm", tzinfo=self.zone, locale=self.language)

    def span(self, time: timedelta) -> str:
        """Return how long something took: `2 horas`."""
        return format_timedelta(time, locale=self.language)

    def money(self, amount: int, currency: str) -> Html:
        """Return hundredths of a currency as they are written where the language is spoken."""
        return escape(money.shown(amount, currency, self.language))

    def phone(self, e164: str | None, as_typed: str) -> Html:
        """Return a phone to tap and copy; in a group only its last two digits."""
        shown = phones.display(e164, self.country) if e164 else as_typed
        if self.masked:
            return Html("••• ••• •" + escape(shown[-2:]))
        return Html(f"<code>{escape(shown)}</code>")

    def email(self, address: str) -> Html:
        """Return an address to tap and copy; in a group only its first letter."""
        if self.masked:
            return Html(f"{escape(address[:1])}•••@•••")
        return Html(f"<code>{escape(address)}</code>")

    def name(self, first: str, last: str, otherwise: str = "") -> Html:
        """Return somebody's name; in a group the first name and an initial."""
        return escape(self.plain_name(first, last, otherwise))

    def plain_name(self, first: str, last: str, otherwise: str = "") -> str:
        """Return somebody's name as plain words, for a button."""
        shown = f"{first} {last[:1]}." if self.masked and last else f"{first} {last}"
        return shown.strip() or otherwise or self.label("card.no_name")


def speak(language: str, key: str, **params: object) -> Html:
    """Return the text for `key` as HTML: its own markup stays, every value is escaped."""
    safe = {
        name: escape(value) if isinstance(value, str) else value for name, value in params.items()
    }
    return Html(say(language, key, **safe))


def escape(text: str) -> Html:
    """Escape what Telegram's HTML would take for markup."""
    return text if isinstance(text, Html) else Html(html.escape(text, quote=False))


def lines(*parts: str) -> Html:
    """Join what is there with line breaks; every part must be HTML."""
    return Html("\n".join(part for part in parts if part))


def paragraphs(*parts: str) -> Html:
    """Join what is there with an empty line between."""
    return Html("\n\n".join(part for part in parts if part))


@cache
def known(language: str) -> frozenset[str]:
    """Return every key that has a text."""
    return keys(language)
