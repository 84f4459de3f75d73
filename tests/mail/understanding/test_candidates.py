"""A phrase is passed over only where it cannot be found: looking at words first changes nothing."""

import pytest

from mail.understanding import wording
from mail.understanding.candidates import Candidates
from mail.understanding.folding import fold
from tests.mail.understanding.corpus import cases


@pytest.mark.parametrize("folder", ["second", "fourth"])
def test_no_phrase_is_passed_over_that_would_be_found(folder: str) -> None:
    phrases, candidates = wording._phrases()
    for case in cases(folder):
        text = fold(case.row.get("text", ""))
        here = set(candidates.of(text))
        found = {at for at, phrase in enumerate(phrases) if phrase.pattern.search(text)}
        assert found <= here, (case.name, [phrases[at].pattern.pattern for at in found - here])


def test_a_phrase_without_words_is_always_looked_for() -> None:
    candidates = Candidates([wording.needs("👍"), wording.needs("{name}"), wording.needs("baj*")])
    assert candidates.of("nada") == [0, 1]
    assert candidates.of("la bajada") == [0, 1, 2]
