"""Only what refuses our mails takes somebody off at once: another list, thing or person holds."""

import pytest

from mail.understanding import refused, sentences
from storage.rules.refusals import Unsubscribe
from tests.mail.understanding.corpus import Case, judge


def taken_off(language: str, text: str) -> bool:
    row = {"id": "x", "text": text, "quote": "none", "is": []}
    return isinstance(judge(Case(row, language, plain=False)).outcome.refusal, Unsubscribe)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Borradme de la quiniela de los viernes"),
        ("es", "Quitadme, por favor, del turno de tarde"),
        ("es", "Dadme de baja el segundo contador"),
        ("es", "Del torneo de mus sacadme, por favor"),
        ("es", "Dadme de baja como monitor"),
        ("en", "Take me off the lottery syndicate"),
        ("en", "Remove me, please, from the book club"),
        ("en", "From the buffet please remove me"),
        ("en", "Unsubscribe me as a marshal"),
        ("en", "Take me off the list for the minibus"),
        ("ru", "Уберите меня, пожалуйста, из хора"),
        ("ru", "Вычеркните меня из списка водителей"),
        ("ru", "Отпишите сына от секции"),
        ("ru", "Из дружины меня исключите"),
        ("es", "Ya no quiero estar en la peña"),
        ("en", "I no longer want to be on the allotment committee"),
        ("ru", "Больше не хочу участвовать в ярмарке"),
    ],
)
def test_who_leaves_something_else_is_not_taken_off(language: str, text: str) -> None:
    assert not taken_off(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Ya no me interesa el horno"),
        ("es", "No me mandéis más a la decoradora"),
        ("es", "Quitadme el suplemento"),
        ("en", "No longer interested in the greenhouse"),
        ("en", "Please don't send me Gareth again"),
        ("en", "The conservatory is no longer needed"),
        ("ru", "Теплица больше не нужна"),
        ("ru", "Грузчиков больше не присылайте"),
        ("ru", "Больше не интересует то, о чём говорили"),
        ("ru", "Отмените подписку на кинозал"),
    ],
)
def test_a_thing_or_person_that_is_not_wanted_is_no_mail(language: str, text: str) -> None:
    assert not taken_off(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Para. Perdón, me he equivocado de chat"),
        ("es", "Dadme de baja. Me refiero al taller de cerámica"),
        ("en", "Stop stop, wrong window, sorry"),
        ("en", "Unsubscribe. Sorry, I hit send by accident"),
        ("en", "I can't make it to the barbecue, take me off"),
        ("es", "No puedo ir a la calçotada, borradme"),
        ("ru", "Не приду на субботник, вычеркните"),
        ("ru", "Отпишите. Случайно отправила"),
        ("en", "Take me off. I mean the tombola"),
        ("ru", "Стоп. Извините, ошибся чатом"),
        ("ru", "Удалите моё прошлое письмо"),
    ],
)
def test_what_was_a_slip_or_is_explained_otherwise_is_held(language: str, text: str) -> None:
    assert not taken_off(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "En julio no me mandéis nada"),
        ("es", "No me escribáis esta semana"),
        ("en", "Next month please don't send anything"),
        ("en", "Stop emailing me for now"),
        ("ru", "В ноябре ничего не присылайте"),
        ("ru", "Не пишите пока"),
    ],
)
def test_a_time_ahead_of_the_refusal_or_behind_it_limits_it(language: str, text: str) -> None:
    assert not taken_off(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Dadme de baja de vuestra lista, que ya vendí la barca"),
        ("es", "Quitadme, por favor, de la base de datos, gracias"),
        ("es", "Dadme de baja, me refiero a los correos"),
        ("es", "Ya no necesito el horno, quitadme de la lista de correos"),
        ("es", "Ya no quiero recibir vuestros mensajes"),
        ("en", "Take me off your mailing list, the greenhouse blew down"),
        ("en", "Remove me, please, from your newsletter"),
        ("en", "I no longer need a greenhouse so take me off your mailing list"),
        ("en", "I don't want these any longer"),
        ("en", "I won't be coming to the shop any more, take me off your mailing list"),
        ("en", "Take me off the list, I mean it"),
        ("ru", "Уберите меня, пожалуйста, из рассылки, теплицу продали"),
        ("ru", "Больше не пишите, дачу отдали детям"),
        ("ru", "Ваши письма мне больше не нужны"),
        ("ru", "Отпишите меня, я про рассылку"),
        ("ru", "Никогда больше ничего не присылайте"),
    ],
)
def test_our_mails_and_reasons_beside_them_are_a_refusal(language: str, text: str) -> None:
    assert taken_off(language, text)


def test_a_noun_that_no_table_knows_is_something_else() -> None:
    whole = sentences.sentence("Take me off the zibbledock")
    assert refused.wholly_of_another(whole)
    assert not refused.wholly_of_another(sentences.sentence("Take me off the list"))


def test_only_the_clause_of_a_phrase_is_asked() -> None:
    whole = sentences.sentence("The pram isn't needed now, take me off your list")
    (found,) = whole.of("unsubscribe")
    assert not refused.of_another(whole, found)
