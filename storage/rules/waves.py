"""A pilot wave first, then growing waves: how many mails go out before anybody has looked."""

from datetime import timedelta

PILOT = 50
GROWTH = 4
WATCH = timedelta(hours=4)
"""How long each wave is watched before the next may start; most bounces come in minutes."""


def wave_of(index: int, *, pilot: int = PILOT, growth: int = GROWTH) -> int:
    """Return the wave (from 1) of the `index`-th mail (from 0) of a run."""
    wave, size, end = 1, pilot, pilot
    while index >= end:
        wave, size = wave + 1, size * growth
        end += size
    return wave
