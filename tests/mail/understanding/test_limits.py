"""A refusal of only some mails, of something else, for a time or under a condition holds mail."""

import pytest

from storage.rules.refusals import Hold, Unsubscribe
from tests.mail.understanding.corpus import Case, judge


def refusal(language: str, text: str) -> object:
    row = {"id": "x", "text": text, "quote": "none", "is": []}
    return judge(Case(row, language, plain=False)).outcome.refusal


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Si esto cuesta dinero, dadme de baja"),
        ("es", "Cuando termine la reforma ya no necesitaré vuestros correos"),
        ("es", "Por correo no me escriban más, mejor llámenme, que soy mayor"),
        ("en", "Once the kitchen's finished I won't need these"),
        ("en", "Please stop the order, I don't need it now"),
        ("en", "I want to cancel my subscription to the magazine"),
        ("en", "Stop emailing me, ring me instead"),
        ("ru", "Не пишите мне ночью пожалуйста"),
        ("ru", "От звонков прошу меня отписать"),
    ],
)
def test_a_limited_refusal_holds_mail(language: str, text: str) -> None:
    assert isinstance(refusal(language, text), Hold)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Cuando podáis dadme de baja"),
        ("es", "Si no os importa, dadme de baja"),
        ("es", "No me escribáis más ni me llaméis"),
        ("en", "If you don't mind, take me off"),
        ("en", "Stop emailing me and don't call me either"),
        ("en", "Stop emailing me, nor by phone"),
        ("ru", "Если не сложно, уберите меня из рассылки"),
        ("ru", "Не пишите и не звоните больше"),
    ],
)
def test_politeness_and_a_second_refusal_limit_nothing(language: str, text: str) -> None:
    assert isinstance(refusal(language, text), Unsubscribe)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "No me escribáis, por favor, los sábados"),
        ("es", "Hasta septiembre no me mandéis nada"),
        ("es", "Mientras dure la obra no me escribáis"),
        ("en", "Don't email me, please, on Fridays"),
        ("en", "Please don't send anything at night"),
        ("ru", "Не пишите мне, пожалуйста, по субботам"),
        ("ru", "На каникулах ничего не присылайте"),
    ],
)
def test_a_time_ahead_or_behind_a_comma_limits_as_well(language: str, text: str) -> None:
    assert isinstance(refusal(language, text), Hold)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "No me escribáis más, me jubilé en mayo"),
        ("es", "Dadme de baja, estoy hasta las narices"),
        ("en", "Take me off your list, I stopped baking in June"),
        ("ru", "Отпишите, в марте вышла на пенсию"),
    ],
)
def test_a_time_in_a_reason_limits_nothing(language: str, text: str) -> None:
    assert isinstance(refusal(language, text), Unsubscribe)
