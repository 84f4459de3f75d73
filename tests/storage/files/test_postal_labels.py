"""Labels: every letter of our languages, nothing cut off, each in its place on the sheet."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from storage.files import FileError
from storage.files import postal_labels as labels
from storage.files.postal_labels import SHEETS, Letter, fitted, lines_of, write_labels

ANA = Letter("Ana Ruiz", "", "Calle Mayor, 3", "Valencia", "Valencia", "46001", "ES")


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_fits_its_paper(sheet: str) -> None:
    form = SHEETS[sheet]
    paper = (210.0, 297.0) if form.paper == "a4" else (215.9, 279.4)
    right = form.left + (form.columns - 1) * form.x + form.width
    bottom = form.top + (form.rows - 1) * form.y + form.height
    assert right <= paper[0] + 0.01
    assert bottom <= paper[1] + 0.01
    assert form.x >= form.width
    assert form.y >= form.height


def test_the_font_has_the_letters_of_our_languages() -> None:
    font = Path(labels.__file__).parent / "fonts" / "DejaVuSansCondensed.ttf"
    known = TTFont(io.BytesIO(font.read_bytes())).getBestCmap()
    wanted = "áéíóúüñçÁÉÑ¿¡ºªèàòï·ßäöøåœŽšłőğ" + "абвгдеёжзийклмнопрстуфхцчшщъыьэюяЁ«»№—"
    assert [char for char in wanted if ord(char) not in known] == []


@pytest.mark.parametrize(
    ("letter", "lines"),
    [
        (ANA, ["Ana Ruiz", "Calle Mayor, 3", "46001 Valencia"]),
        (
            Letter("J. Groß", "Bäckerei", "Hauptstr. 5", "Köln", "", "50667", "DE"),
            ["J. Groß", "Bäckerei", "Hauptstr. 5", "50667 Köln", "ALEMANIA"],
        ),
        (
            Letter("M. Jones", "", "1 Main St", "Springfield", "IL", "62701", "US"),
            ["M. Jones", "1 Main St", "Springfield IL 62701", "ESTADOS UNIDOS"],
        ),
        (
            Letter("П. Сидоров", "", "ул. Мира, 1", "Москва", "", "101000", "RU"),
            ["П. Сидоров", "ул. Мира, 1", "Москва", "101000", "RUSIA"],
        ),
    ],
)
def test_an_address_as_the_post_wants_it(letter: Letter, lines: list[str]) -> None:
    assert lines_of(letter, "ES", "es") == lines


def measure(text: str, size: float) -> float:
    return len(text) * size * 0.19


words = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=60)


@given(st.lists(st.lists(words, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=7))
def test_nothing_of_an_address_is_cut_off(lines: list[str]) -> None:
    size, broken = fitted(lines, 57.5, 32.1, measure)
    assert 6 <= size <= 10
    assert all(measure(line, size) <= 57.5 for line in broken)
    assert "".join(broken).replace(" ", "") == "".join(lines).replace(" ", "")


def test_a_used_sheet_begins_where_it_is_free(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    assert write_labels(path, "L7160", [ANA] * 22, home="ES", language="es", first=21) == 22
    assert path.read_bytes().startswith(b"%PDF-")
    assert path.read_bytes().count(b"/Type /Page\n") == 2
    for wrong in (0, 22):
        with pytest.raises(FileError, match="no_label"):
            write_labels(path, "L7160", [ANA], home="ES", language="es", first=wrong)
