"""Short forms of first names widen a look-up, never further than one step."""

from storage.values.diminutives import also_called


def test_a_short_form_means_its_name_and_a_name_its_short_forms() -> None:
    assert "jose" in also_called("Pepe")
    assert "pepe" in also_called("JOSÉ")
    assert also_called("Саша") == {"александр", "александра"}
    assert "алеша" in also_called("Алексей")


def test_names_that_share_a_short_form_do_not_become_one() -> None:
    assert "alejandra" not in also_called("Alejandro")
    assert "bert" not in also_called("Bob")


def test_other_words_are_called_nothing_else() -> None:
    assert also_called("Valencia") == frozenset()
    assert also_called("") == frozenset()
