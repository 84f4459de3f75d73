"""Words written by ear are known for the words that they sound like."""

import pytest

from mail.understanding import gist, sounds


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("resivir", "recibir"),
        ("ustedez", "ustedes"),
        ("извените", "извините"),
        ("здраствуйте", "здравствуйте"),
    ],
)
def test_what_sounds_alike_has_one_key(written: str, meant: str) -> None:
    assert sounds.key(written) == sounds.key(meant)


@pytest.mark.parametrize(("one", "other"), [("baja", "caja"), ("street", "sweet"), ("дом", "том")])
def test_what_sounds_different_has_two(one: str, other: str) -> None:
    assert sounds.key(one) != sounds.key(other)


def test_a_strange_word_is_read_as_the_one_it_sounds_like() -> None:
    assert gist.spelt("resivirlos") == gist.spelt("recibirlos")
    assert gist.spelt("resivir") == "recibir"
