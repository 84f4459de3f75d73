"""What the bot needs to be told, and what its handlers know about the house."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class BotSettings:
    """`api_base` is the Bot API's address before the token, empty for Telegram's own.

    `admins` are Telegram user ids that are staff from their first word on; `timezone` is an IANA
    name, `country` ISO 3166-1 alpha-2 (how phones are read), `language` one of es, en, ru.
    `most_a_second` is how many messages go out in a second: Telegram takes no more from a bot.
    https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    """

    token: str
    api_base: str
    admins: tuple[int, ...]
    language: str
    timezone: str
    country: str
    most_a_second: float = 30


@dataclass(frozen=True, slots=True)
class House:
    """What a handler knows: `username` is the bot's own, for links that lead to it."""

    username: str
    language: str
    zone: ZoneInfo
    country: str
    admins: tuple[int, ...]

    @classmethod
    def of(cls, settings: BotSettings, username: str) -> "House":
        """Build it from the settings and the bot's name."""
        zone = ZoneInfo(settings.timezone)
        return cls(username, settings.language, zone, settings.country, settings.admins)

    def link(self, payload: str) -> str:
        """Return a deep link that starts the bot with `payload` (at most 64 characters)."""
        return f"https://t.me/{self.username}?start={payload}"
