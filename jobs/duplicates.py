"""Look through everybody for contacts that are one person."""

from dataclasses import asdict

from storage.duplicates import search
from storage.events import By


async def duplicates(by: By, language: str) -> dict[str, int]:
    """Keep the pairs that may be one person; return how many contacts and pairs there are."""
    return asdict(await search(by, language=language))
