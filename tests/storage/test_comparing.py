"""Two lists set beside each other: nobody twice, and each difference with an example."""

from collections import Counter
from pathlib import Path

from storage.comparing import compare
from storage.files.drafts import Reading

READING = Reading(country="ES", language="es")
OURS = """id;nombre;apellidos;correo;móvil;ciudad
1;Ana;Ruiz;ana@example.org;612345678;Valencia
2;Luis;Paz;luis@example.org;;Elche
3;Eva;Sol;eva@example.org;699111222;
4;Mar;Gil;casa@example.org;;Elche
"""
THEIRS = """Código,Nombre completo,E-mail,Teléfono,Población
1,ANA RUIZ,ana@otra.example,,Gandía
,Luis Paz,LUIS@example.org,,Elche
,Eva Sol,,699 111 222,Alicante
9,Pau Gil,casa@example.org,,Elche
,Nueva Gente,nueva@example.org,,
"""


def test_who_is_in_both_and_what_differs(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(OURS, encoding="utf-8")
    (tmp_path / "b.csv").write_text(THEIRS, encoding="utf-8")
    found = compare(tmp_path / "a.csv", tmp_path / "b.csv", READING)
    assert (found.a, found.b, found.only_a, found.only_b) == (4, 5, 1, 2)
    assert found.in_both == Counter({"id": 1, "email": 1, "phone": 1})
    assert found.differing == Counter({"email": 1, "city": 1})
    assert found.examples["city"] == [["1", "Valencia", "Gandía"]]
    assert (found.fills_a["phone"], found.fills_b["city"]) == (1, 1)


def test_a_list_is_the_same_as_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(OURS, encoding="utf-8")
    found = compare(tmp_path / "a.csv", tmp_path / "a.csv", READING)
    assert (found.only_a, found.only_b, found.differing) == (0, 0, Counter())
    assert found.in_both == Counter({"id": 4})
