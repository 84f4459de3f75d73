"""Opening tables: encodings, separators, headers on line 3, workbooks, and wrong files."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from storage.files import Cell, FileError
from storage.files.encodings import code_page
from storage.files.reading import Table, open_table
from storage.files.separated import records
from storage.files.wording import problem_of
from storage.files.workbooks import _FastBook, _SlowBook

SPANISH = (
    "Clientes de la tienda;;;\n;;;\n"
    "Nº;Nombre y apellidos;Teléfono;Población\n"
    "1;Íñigo Núñez Peña;961 23 45 67;València\n"
    "\n"
    "2;Ángela Muñoz;612345678;Castellón\n"
)
RUSSIAN = (
    "ФИО,Телефон,Почта,Город\n"
    "Иванов Иван Иванович,+7 916 123-45-67,ivan@example.com,Москва\n"
    "Петрова Анна Сергеевна,,anna@example.org,Санкт-Петербург\n"
)

MOMENT = datetime.fromisoformat("2020-01-02T10:05:00")


def rows_of(table: Table) -> list[tuple[int, tuple[Cell, ...]]]:
    with table:
        return list(table.rows)


def text_file(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "clientes.csv"
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"],
)
def test_a_spanish_file_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    table = open_table(text_file(tmp_path, SPANISH, encoding))
    assert table.headers == ("Nº", "Nombre y apellidos", "Teléfono", "Población")
    assert (table.header_row, table.separator) == (3, ";")
    assert rows_of(table) == [
        (4, ("1", "Íñigo Núñez Peña", "961 23 45 67", "València")),
        (5, ()),
        (6, ("2", "Ángela Muñoz", "612345678", "Castellón")),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8_r", "cp866", "mac_cyrillic"])
def test_a_russian_file_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    table = open_table(text_file(tmp_path, RUSSIAN, encoding))
    assert table.headers == ("ФИО", "Телефон", "Почта", "Город")
    assert rows_of(table)[0][1][0] == "Иванов Иван Иванович"


def test_a_stray_byte_in_utf8_spoils_no_other_accent(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    good = "".join(f"José {i};Muñoz;jose{i}@example.com\n" for i in range(40))
    path.write_bytes(f"Nombre;Apellidos;Correo\n{good}".encode() + b"Bego\xf1a;Gil;b@example.com\n")
    rows = rows_of(open_table(path))
    assert rows[0][1][:2] == ("José 0", "Muñoz")
    assert rows[-1][1][0] == "Begoña"


def test_one_latin_word_is_enough_to_tell_the_code_page() -> None:
    assert code_page("Muñoz".encode("cp1252")) == "cp1252"
    assert code_page("García Núñez".encode("mac_roman")) == "mac_roman"
    assert code_page("Кузнецова".encode("koi8_r")) == "koi8_r"
    assert code_page("Кузнецова".encode("cp1251")) == "cp1251"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_separator_is_found(tmp_path: Path, separator: str) -> None:
    content = 'nombre;correo;notas\nAna;ana@example.com;"1,5; 2|3"\nLuis;luis@example.com;x\n'
    text = content.replace(";", separator).replace(f"1,5{separator} 2|3", "1,5; 2|3")
    table = open_table(text_file(tmp_path, text))
    assert table.separator == separator
    assert rows_of(table)[0][1] == ("Ana", "ana@example.com", "1,5; 2|3")


def test_the_separator_that_excel_states_is_believed(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "sep=;\r\nnombre;correo\r\nAna;a,b@example.com\r\n"))
    assert table.headers == ("nombre", "correo")
    assert table.header_row == 2
    assert rows_of(table) == [(3, ("Ana", "a,b@example.com"))]


def test_quoted_line_breaks_stay_inside_their_cell(tmp_path: Path) -> None:
    content = 'nombre,notas\n"Ana","una\ndos ""y"" tres"\nLuis,x\n'
    assert rows_of(open_table(text_file(tmp_path, content))) == [
        (2, ("Ana", 'una\ndos "y" tres')),
        (3, ("Luis", "x")),
    ]


def test_a_quote_that_never_closes_spoils_only_its_own_line(tmp_path: Path) -> None:
    lines = "".join(f"Ana{i};ana{i}@example.com\n" for i in range(300))
    rows = rows_of(open_table(text_file(tmp_path, f'nombre;correo\n"Pepe;p@example.com\n{lines}')))
    assert len(rows) == 301
    assert rows[0][1] == ('"Pepe', "p@example.com")
    assert rows[1][1] == ("Ana0", "ana0@example.com")


def test_a_file_without_headers_gets_letters(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "Ana,ana@example.com\nLuis,luis@example.com\n"))
    assert (table.header_row, table.headers) == (0, ("A", "B"))
    assert len(rows_of(table)) == 2


def workbook(folder: Path, name: str = "clientes.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Resumen"
    sheet["A1"] = "Total"
    people = book.create_sheet("Clientes")
    people["B1"] = "Clientes de la tienda"
    people.append([])
    people.append(["Nº", "Nombre", "Móvil", "Nacimiento", "Alta", "Activo", "Gasto"])
    people.append([1, "Ana", 612345678, date(1980, 3, 12), MOMENT, True, 12.5])
    people.append([])
    people.append([2, " Luis ", "961 23 45 67", "12/3/1980", None, False, "#N/A"])
    book.save(folder / name)
    return folder / name


def test_a_workbook_opens_at_the_sheet_of_people(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path))
    assert (table.kind, table.sheet, table.sheets) == ("xlsx", "Clientes", ("Resumen", "Clientes"))
    assert table.header_row == 3
    assert table.headers[:3] == ("Nº", "Nombre", "Móvil")
    rows = dict(rows_of(table))
    assert rows[4] == (*(1, "Ana", 612345678, date(1980, 3, 12), MOMENT, True, 12.5),)
    assert rows[6][:4] == (2, "Luis", "961 23 45 67", "12/3/1980")


def test_a_column_without_a_header_is_kept_in_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Nombre", "Correo"], ["Ana", "a@example.com"], ["Eva", "", "", "llamar"]):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    table = open_table(tmp_path / "x.xlsx")
    assert table.headers == ("Nombre", "Correo", "", "")
    assert rows_of(table)[1][1] == ("Eva", "", "", "llamar")


def test_both_workbook_readers_give_the_same_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    fast, slow = _FastBook(path), _SlowBook(path)
    assert fast.names == slow.names

    def trimmed(rows: list[tuple[int, tuple[Cell, ...]]]) -> list[tuple[int, list[Cell]]]:
        return [(n, list(cells) + [""] * (7 - len(cells))) for n, cells in rows if any(cells)]

    assert trimmed(list(fast.rows("Clientes"))) == trimmed(list(slow.rows("Clientes")))
    fast.close()
    slow.close()


def test_a_stray_cell_in_the_far_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nombre", "Correo"])
    sheet.append(["Ana", "a@example.com"])
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "x.xlsx")
    with open_table(tmp_path / "x.xlsx") as table:
        assert table.headers == ("Nombre", "Correo")
        assert next(table.rows) == (2, ("Ana", "a@example.com"))


def test_an_opendocument_table_reads_like_any_other(tmp_path: Path) -> None:
    def row(*texts: str) -> str:
        cells = (
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
            "</table:table-cell>"
            for text in texts
        )
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    uses = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = row("Listado") + row("Nombre", "Correo") + row("Íñigo", "i@example.com")
    with zipfile.ZipFile(tmp_path / "clientes.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {uses}><office:body>'
            f'<office:spreadsheet><table:table table:name="Hoja1">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    table = open_table(tmp_path / "clientes.ods")
    assert (table.kind, table.header_row, table.headers) == ("ods", 2, ("Nombre", "Correo"))
    assert [cells[:2] for _, cells in rows_of(table)] == [("Íñigo", "i@example.com")]


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        open_table(workbook(tmp_path), sheet="Hoja9")
    assert caught.value.code == "no_such_sheet"
    assert "Clientes" in problem_of("es", caught.value)


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"", "empty", ""),
        (b"\xef\xbb\xbf \r\n", "empty", ""),
        (zipped("word/document.xml"), "not_a_table", "docx"),
        (zipped("ppt/presentation.xml"), "not_a_table", "pptx"),
        (zipped("xl/workbook.bin"), "unsupported_format", "xlsb"),
        (zipped("a.txt"), "not_a_table", "archive"),
        (zipped("xl/workbook.xml"), "damaged", ""),
        (b"PK\x03\x04 cut off", "damaged", ""),
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(64), "password_protected", ""),
        (OLE + "WordDocument".encode("utf-16-le") + bytes(64), "not_a_table", "doc"),
        (OLE + "Workbook".encode("utf-16-le") + bytes(64), "damaged", ""),
        (OLE, "damaged", ""),
        (b"%PDF-1.7 ...", "not_a_table", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table", "image"),
        (b"<html><table>", "unsupported_format", "html"),
        (b"x" * 1_100_000, "not_a_table", "text"),
        (b"nombre;notas\nAna;" + b"x" * 1_100_000, "long_line", ""),
        (bytes(range(256)) * 20, "binary", ""),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\n"[:5] + b"\x01\x02\x03\x04" * 30, "binary", ""),
    ],
)
def test_a_wrong_file_is_named_in_every_language(
    tmp_path: Path, content: bytes, code: str, kind: str
) -> None:
    path = tmp_path / "clientes.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        rows_of(open_table(path))
    assert caught.value.code == code
    assert caught.value.params.get("kind", "") == kind
    assert all(problem_of(language, caught.value) for language in ("es", "en", "ru"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="missing"):
        open_table(tmp_path / "nada.csv")
    with pytest.raises(FileError, match="unreadable"):
        open_table(tmp_path)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_named_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    _reads_or_names(path)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 6000), flips=st.lists(st.integers(0, 6000), max_size=4))
def test_a_damaged_workbook_gives_a_table_or_a_named_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flips: list[int]
) -> None:
    base = tmp_path_factory.getbasetemp()
    good = base / "good.xlsx"
    content = bytearray((good if good.exists() else workbook(base, "good.xlsx")).read_bytes())
    for flip in flips:
        content[flip % len(content)] ^= 0x5A
    path = base / "damaged.xlsx"
    path.write_bytes(content if flips else content[:cut])
    _reads_or_names(path)


def _reads_or_names(path: Path) -> None:
    try:
        rows_of(open_table(path))
    except FileError as error:
        problem_of("es", error)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12).map(str.strip)


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=2, max_size=5), min_size=1), st.sampled_from(";,\t|"))
def test_what_csv_writes_is_read_back(rows: list[list[str]], separator: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    source = io.StringIO(text.getvalue(), newline="")
    got = [list(row) for _, row in records(source, separator, Path("any.csv"))]
    if not text.getvalue().lower().startswith(("sep=", '"sep=')):
        assert got == rows
