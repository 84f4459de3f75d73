"""A small town for tests: customers of every character, in three languages, and their file."""

import csv
import random
from itertools import cycle
from pathlib import Path

from aldia.sandbox.customers import Character, Town

EACH: dict[Character, int] = {
    "confirms": 12,
    "corrects": 9,
    "moves": 3,
    "unsubscribes": 6,
    "asks": 3,
    "is_dead": 3,
    "is_refused": 2,
    "is_full": 3,
    "complains": 3,
    "is_on_holiday": 4,
    "stays_silent": 12,
}
NAMES = {"es": ("Ana", "Ruiz"), "en": ("Alice", "Hartley"), "ru": ("Анна", "Соколова")}


def settle(file: Path, each: dict[Character, int]) -> Town:
    """Write the customers' file, and return the town in which they live."""
    characters: dict[str, Character] = {}
    languages = cycle(NAMES)
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, delimiter=";")
        rows.writerow(("Nombre", "Apellidos", "Correo", "Idioma", "Móvil"))
        for who, count in each.items():
            for number in range(count):
                language = next(languages)
                address = f"{who.replace('_', '')}{number}@example.com"
                first, last = NAMES[language]
                mobile = f"6125550{len(characters):02d}"
                rows.writerow((first, f"{last} {who} {number}", address, language, mobile))
                characters[address] = who
    chance = random.Random(7)  # noqa: S311 - the same town each time, no secret
    return Town(7, characters, [], chance)
