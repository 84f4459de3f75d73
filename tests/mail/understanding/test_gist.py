"""What a sentence says on the whole, and what is made of it."""

import pytest

from mail.understanding import gist, sentences


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lo he mirado con calma y está todo como tiene que estar", "confirm"),
        ("I checked it over with my wife and it is all as it should be", "confirm"),
        ("Я всё посмотрела, ничего исправлять не нужно", "confirm"),
        ("Haced el favor de borrarme de esa lista vuestra", "unsubscribe"),
        ("Нет у меня больше городского телефона", "update"),
        ("A ver si me paso un día por la tienda y os saludo", "chat"),
        ("When does the shop open on Saturdays?", "question"),
    ],
)
def test_the_gist_of_a_wording_that_no_table_has(text: str, kind: str) -> None:
    assert gist.gist(sentences.sentence(text)).kind == kind


def test_a_slip_of_the_pen_is_no_strange_word() -> None:
    assert gist.spelt("evreything") == "everything"
    assert gist.spelt("everything") == "everything"
    assert gist.spelt("qwrtzxcv") == "qwrtzxcv"


def test_small_talk_beside_a_yes_takes_nothing_from_it() -> None:
    one = sentences.sentence("all correct, sorry for the late reply")
    assert gist.clause_by_clause(one, "confirm")
    other = sentences.sentence("all correct, the boiler still leaks")
    assert not gist.clause_by_clause(other, "confirm")


def test_what_is_kept_for_later_is_never_sure() -> None:
    one = sentences.sentence("En marzo nos cambiamos de piso, ya os mando la dirección entonces")
    assert gist.gist(one).kind == "later"
    assert gist.surely(one) == []
