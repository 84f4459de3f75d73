"""`.env.example`, written from the settings themselves: `python -m aldia.example > .env.example`.

Each setting is explained in the three languages; a default stands commented out beside it.
"""

from datetime import time
from typing import Any

import click

from aldia.settings import Settings, variable
from mail.settings import QuietHours
from storage.texts import LANGUAGES, say

EXAMPLES = {
    "smtp_url": "smtp://usuario:clave@smtp.example.com:587",
    "imap_url": "imaps://usuario:clave@imap.example.com/INBOX",
    "mail_from": "Tienda Ejemplo <hola@example.com>",
    "reply_address": "datos@example.com",
    "secret_key": "",
    "telegram_token": "",
    "telegram_api": "https://api.telegram.org",
    "interests": "Vinos, Quesos, Catas",
    "public_url": "https://datos.example.com",
    "admins": "123456789",
    "now": "2026-07-06T09:00:00+02:00",
    "controller": "Tienda Ejemplo, S.L., C/ Mayor 1, 46001 Valencia",
    "privacy": "https://example.com/privacidad",
    "mail_templates": "plantillas",
    "backup_dirs": "/mnt/copias",
    "send_rate": "60/min",
    "domain_rates": "gmail.com=20/min, *=60/min",
}


def env_example() -> str:
    """Return the whole file."""
    blocks = [_comment(*(say(language, "settings.intro") for language in LANGUAGES))]
    for name, field in Settings.model_fields.items():
        words = [say(language, f"setting.{name}") for language in LANGUAGES]
        value = EXAMPLES.get(name, _plain(field.get_default()))
        blocks.append(f"{_comment(*words)}\n#{variable(name)}={value}")
    return "\n\n".join(blocks) + "\n"


def _comment(*lines: str) -> str:
    return "\n".join(f"# {line}" for line in lines)


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case tuple():
            return " ".join(str(item) for item in value)
        case QuietHours(start=time() as start, end=time() as end):
            return f"{start:%H:%M}-{end:%H:%M}"
    return str(value)


if __name__ == "__main__":
    click.echo(env_example(), nl=False)
