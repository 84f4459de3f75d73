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
        *("7;x;Ana Ruiz;1980-03-12;28001", "7;x;Ana Ruiz;12345678Z;+34 612 345 678"),
        *('7,x,"Ruiz, Ana",', "7;x;hay que llamar a Ana Ruiz mañana;"),
        *("7;;612 34 56 78;", "7;;(+34) 612.345.678;", "7;;612345678.0;", "7;;699888777/612345678"),
    ],
)
def test_a_row_about_her_is_known(row: str) -> None:
    assert ANA.point_at(row)


@pytest.mark.parametrize(
    "row",
    [
        *("7;;Ana;Gil;", "7;;Mariana Ruiz;", "7;;mariana@example.org;", "7;;C-10421;"),
        *("7;;Ana Ruiz López;", "7;;ana ruiz lópez;", "7;;María Ana Ruiz;", "7;;Ana Ruiz de Haro"),
        *("7;;Ana Ruiz López;otro@otra.test;699888777", "7;;Ana Ruiz;otra@otra.test;"),
        *(
            "7;;Ana Ruiz;699888777;",
            "7;;Ana;Ruiz;;+34 699 888 777",
            "7;;dijo Ana Ruiz López que no",
        ),
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


def test_a_name_with_more_surnames_is_another_person() -> None:
    names = frozenset({"jose garcia", "garcia jose"})
    jose = Traits(words=frozenset({"jose", "garcia"}), names=names)
    assert jose.point_at("7;x;José García;;")
    assert not jose.point_at("7;x;José García López;otro@otra.test;699888777")
    assert not jose.point_at("7;x;José;García López;;")
    assert Traits(names=frozenset({"jose garcia lopez"})).point_at("7;x;José;García;López;")


@pytest.mark.parametrize(
    "query", ["ciudad:Ruiz", "ruiz ciudad:Madrid", "empresa:Ruiz", "etiqueta=ana", "calle ruiz"]
)
def test_a_search_for_a_place_of_her_name_is_not_for_her(query: str) -> None:
    assert not ANA.looked_for_by(query)


@pytest.mark.parametrize(
    "query",
    [
        *(
            "Ruiz",
            "ruiz ana",
            "-ana",
            "apellido:Ruiz ciudad:Madrid",
            'surname="de Ruiz"',
            "имя:ana",
        ),
        *("Ana Ruiz de Madrid", "ciudad:Madrid 612345", "ana@example.org ciudad:Madrid"),
    ],
)
def test_a_search_by_her_name_address_or_number_is_for_her(query: str) -> None:
    assert ANA.looked_for_by(query)


@pytest.mark.parametrize("stray", ['5" tubo', '"tubo', 'tubo"', '"5" tubo', '"', '"""'])
def test_a_stray_quote_does_not_join_the_rows_after_it(tmp_path: Path, stray: str) -> None:
    before, after = f"fila;motivo;n\n2;x;{stray}\n3;x;Luis\n", '5;x;"Eva\nGil"\n'
    path = tmp_path / "c.csv"
    path.write_text(f'{before}4;"x";Ana Ruiz\n{after}', "utf-8")
    assert forget(tmp_path, ANA) == 1
    assert path.read_text("utf-8") == before + after


def test_a_row_of_several_lines_goes_whole(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text('a,b\n1,"dice ""no"";\nana@example.org\nCalle 3"\n2,x\n', "utf-8")
    assert forget(tmp_path, ANA) == 1
    assert path.read_text("utf-8") == "a,b\n2,x\n"


def _as_cell(cell: str, *, quoted: bool) -> str:
    if quoted:
        return '"' + cell.replace('"', '""') + '"'
    return "x" + "".join(char for char in cell if char not in ";\r\n")


cells = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('";,\r\n')), max_size=8
)


@given(
    st.lists(
        st.lists(st.tuples(cells, st.booleans()), min_size=1, max_size=4), min_size=2, max_size=9
    ),
    st.data(),
)
def test_every_other_row_stays_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[tuple[str, bool]]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("rejected")
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16-le"]))
    written = [
        ";".join(_as_cell(cell, quoted=quoted) for cell, quoted in row) + "\r\n" for row in rows
    ]
    if encoding == "utf-16-le":
        written.insert(0, "\ufefffila;motivo\r\n")
    else:
        written.insert(0, "fila;motivo\r\n")
    number = data.draw(st.integers(1, len(written)))
    path = folder / "c.csv"
    hers = [*written[:number], "9;x;ana@example.org;\r\n", *written[number:]]
    path.write_bytes("".join(hers).encode(encoding, "replace"))
    assert forget(folder, ANA) == 1
    assert path.read_bytes() == "".join(written).encode(encoding, "replace")
