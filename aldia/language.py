"""Which language to speak while the settings are not read: for help, wrong usage, bad settings."""

import os
from pathlib import Path

from dotenv import dotenv_values

from storage.texts import LANGUAGES

NAME = "ALDIA_LANGUAGE"


def language_of_surroundings() -> str:
    """Return the language of the environment, else of `.env`, else Spanish. Never fails."""
    language = os.environ.get(NAME) or _of_file() or ""
    return language if language in LANGUAGES else "es"


def _of_file() -> str | None:
    try:
        return dotenv_values(Path(".env"), interpolate=False).get(NAME)
    except (OSError, UnicodeDecodeError):
        return None  # the settings will say what is wrong with it
