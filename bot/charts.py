"""A chart as a picture: one bar a month, with figures only.

Pure. The words stand in the message under it, where every language has its letters: the font that
comes with Pillow has none beyond the Latin ones, and no machine has the same fonts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1000, 560
_MARGIN, _FOOT, _HEAD = 40, 60, 60
_BACK, _BAR, _LAST, _INK, _LINE = "#ffffff", "#7aa7d9", "#2f6fb0", "#26323f", "#d5dce4"
_SIZE = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands under a bar, how high it is, and what stands above it: figures and signs."""

    label: str
    value: int
    shown: str


def draw(bars: Sequence[Bar]) -> bytes:
    """Return a PNG; the last bar, which is not full yet, is darker. Negative values have no bar."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _BACK)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_SIZE)
    floor, most = HEIGHT - _FOOT, max([1, *(bar.value for bar in bars)])
    pen.line((_MARGIN, floor, WIDTH - _MARGIN, floor), _LINE, 2)
    step = (WIDTH - 2 * _MARGIN) / max(1, len(bars))
    for number, bar in enumerate(bars):
        left = _MARGIN + (number + 0.14) * step
        right = left + 0.72 * step
        top = floor - (floor - _HEAD) * max(0, bar.value) / most
        colour = _LAST if number == len(bars) - 1 else _BAR
        if bar.value > 0:
            pen.rectangle((left, top, right, floor), colour)
            pen.text(((left + right) / 2, top - 8), bar.shown, _INK, font, anchor="ms")
        pen.text(((left + right) / 2, floor + 34), bar.label, _INK, font, anchor="ms")
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
