"""The row of headers is found, and none is seen where there is none."""

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.files.header_row import likely_headers


def test_headers_are_found_under_a_title_and_missed_where_there_are_none() -> None:
    rows = [["Clientes 2025", "", ""], [], ["Nombre", "Correo", "Teléfono"], ["Ana", "a@b.test"]]
    assert likely_headers(rows).index == 2
    assert likely_headers([["Ana", "ana@example.com"], ["Luis", "l@example.com"]]).index is None
    assert likely_headers([["Talla", "Color"], ["XL", "azul"]]).index == 0
    assert likely_headers([]).index is None


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=20))))
def test_whatever_the_first_rows_are_the_headers_are_one_of_them_or_none(
    rows: list[list[str]],
) -> None:
    assert likely_headers(rows).index in {None, *range(len(rows))}
