"""Whom a row is about, and taking it out of a file without touching the others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.mentions import Traits
from storage.rejected_rows import forget

ANA = Traits(
    words=frozenset({"ana", "ruiz"}),
    names=frozenset({"ana ruiz", "ruiz ana"}),
    addresses=frozenset({"ana@example.org"}),
    numbers=frozenset({"34612345678", "612345678"}),
    ids=frozenset({"c 1042"}),
)


@pytest.mark.parametrize(
    "row",
    [
        *("7;razón;Ana;Ruiz;;", "7;razón;;RUIZ, Ana", "7;;<Ana@Example.org>;", "7;;C-1042;"),
        *("7;;612 34 56 78;", "7;;(+34) 612.345.678;", "7;;612345678.0;", "7;;699888777/612345678"),
    ],
)
def test_a_row_about_her_is_known(row: str) -> None:
    assert ANA.point_at(row)


@pytest.mark.parametrize(
    "row",
    [
        *("7;;Ana;Gil;", "7;;Mariana Ruiz;", "7;;mariana@example.org;", "7;;C-10421;"),
        *("7;;612345679;", "7;;345678;", "7;;ana@example.org.ar", "7;;46001;2026-01-05"),
    ],
)
def test_a_row_about_somebody_else_is_not_hers(row: str) -> None:
    assert not ANA.point_at(row)


def test_a_file_of_nobody_else_goes(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("fila;motivo;nombre\n2;x;Ana Ruiz\n", "utf-8")
    assert forget(tmp_path, ANA) == 1
    assert list(tmp_path.iterdir()) == []
    assert forget(tmp_path / "nowhere", ANA) == 0


cells = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=2, max_size=9), st.data())
def test_every_other_row_stays_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("rejected")
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1251"]))
    written = [
        ";".join(f'"{cell}"' for cell in row).encode(encoding, "replace") + b"\r\n" for row in rows
    ]
    hers = b"9;x;ana@example.org;\r\n"
    number = data.draw(st.integers(1, len(written)))
    path = folder / "c.csv"
    path.write_bytes(b"".join([*written[:number], hers, *written[number:]]))
    assert forget(folder, ANA) == 1
    assert path.read_bytes() == b"".join(written)
