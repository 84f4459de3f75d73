"""What the pages are told when they are assembled."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from mail.settings import FORM


@dataclass(frozen=True, slots=True)
class PagesSettings:
    """Where the pages listen, who speaks on them, and what they show.

    `business` is the name that customers know, `contact` the address that a person may write to;
    `controller` and `privacy_url` end every page. `fields` are those of the mail. `language` is
    for visitors who have none of ours, `country` (ISO 3166-1 alpha-2) reads national phones.
    `sign_up`: there is a page to sign up on, which asks for `interests`.
    `public_url` is where the pages are seen from outside; a path in it comes before ours.
    """

    business: str
    contact: str
    host: str = "127.0.0.1"
    port: int = 8480
    public_url: str = ""
    controller: str = ""
    privacy_url: str = ""
    fields: tuple[str, ...] = FORM
    sign_up: bool = False
    interests: tuple[str, ...] = ()
    language: str = "es"
    country: str = "ES"

    @property
    def prefix(self) -> str:
        """The path under which the pages are seen from outside, "" at the root."""
        return urlsplit(self.public_url).path.rstrip("/")


def listening_at(text: str) -> tuple[str, int]:
    """Read `host:port`, `[::1]:8480` included. Raises ValueError."""
    parts = urlsplit(f"//{text.strip()}")
    if not parts.hostname or parts.port is None:
        raise ValueError("must be an address and a port, such as 127.0.0.1:8480")
    return parts.hostname, parts.port
