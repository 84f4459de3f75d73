"""Russian cases turned back: after a preposition a town or a language has another ending."""

import re
from functools import cache

from mail.understanding.folding import fold

# The towns that most Russian customers can live in; after "в" only a known one is surely undone.
_TOWNS = (
    "Москва|Санкт-Петербург|Новосибирск|Екатеринбург|Казань|Красноярск|Нижний Новгород|Челябинск|Уфа|"
    "Самара|Ростов-на-Дону|Краснодар|Омск|Воронеж|Пермь|Волгоград|Саратов|Тюмень|Тольятти|Барнаул|"
    "Махачкала|Ижевск|Хабаровск|Ульяновск|Иркутск|Владивосток|Ярославль|Кемерово|Томск|Ставрополь|"
    "Оренбург|Новокузнецк|Рязань|Балашиха|Пенза|Чебоксары|Калининград|Липецк|Тула|Киров|Севастополь|"
    "Сочи|Курск|Тверь|Магнитогорск|Астрахань|Иваново|Брянск|Улан-Удэ|Сургут|Белгород|Владимир|"
    "Архангельск|Калуга|Чита|Смоленск|Якутск|Саранск|Вологда|Орёл|Череповец|Владикавказ|Подольск|"
    "Мурманск|Тамбов|Грозный|Стерлитамак|Петрозаводск|Кострома|Нижневартовск|Новороссийск|"
    "Йошкар-Ола|Химки|Мытищи|Сыктывкар|Нальчик|Шахты|Нижнекамск|Благовещенск|Орск|Ангарск|Королёв|"
    "Псков|Бийск|Прокопьевск|Южно-Сахалинск|Абакан|Люберцы|Рыбинск|Великий Новгород|Пушкино|Одинцово|"
    "Минск|Киев|Алматы|Астана|Симферополь|Ялта|Красногорск|Домодедово|Раменское|Щёлково|Электросталь|"
    "Коломна|Серпухов|Обнинск|Дмитров|Клин|Выборг|Гатчина|Анапа|Геленджик|Пятигорск|Кисловодск"
).split("|")
_TONGUES = re.compile(r"(?i)\b(?:по-?)?([а-я]{3,15}ск)(?:ом|и|ий|ого|ому)\b")
_CHANNELS = {"ватсапе": "whatsapp", "ватсапу": "whatsapp", "вотсапе": "whatsapp", "вацапе": "whatsapp",
    "ватсап": "whatsapp", "вотсап": "whatsapp", "вацап": "whatsapp", "почте": "почта", "почту": "почта",
    "телефону": "телефон", "эл. почте": "почта", "электронной почте": "почта", "электронную почту": "почта",
    "емейл": "email", "e-mail": "email", "имейл": "email", "звонки": "телефон", "whatsapp": "whatsapp",
    "смс": "смс", "sms": "sms", "обычной почтой": "письмо"}  # fmt: skip


def town(text: str) -> str:
    """Return the town in its first case where it is a known one, else ""."""
    return _cases().get(fold(text.strip(" .,")), "")


def language(text: str) -> str:
    """Return "английском" as "английский", other texts as they are."""
    found = _TONGUES.search(text)
    return f"{found[1]}ий" if found else text


def channel(text: str) -> str:
    """Return a channel in a Russian case as a word that names it, other texts as they are."""
    return _CHANNELS.get(fold(text.strip(" .,!")), text)


@cache
def _cases() -> dict[str, str]:
    return {fold(case): town for town in _TOWNS for case in (town, *_declined(town))}


def _declined(town: str) -> tuple[str, ...]:
    """Return the accusative and locative (after "в") of a town, as far as rules give them."""
    if " " in town:
        first, last = town.split(" ")
        return (f"{first[:-2]}ем {last}е",)
    if town.endswith("а"):
        return (f"{town[:-1]}у", f"{town[:-1]}е")
    if town == "Орёл":
        return ("Орле",)
    if town.endswith("ь"):
        soft = town in ("Ярославль", "Ставрополь", "Севастополь", "Симферополь")
        return (f"{town[:-1]}{'е' if soft else 'и'}",)
    if town.endswith("ы") or town.endswith("и"):
        return (f"{town[:-1]}ах",) if town not in ("Сочи", "Тольятти", "Алматы") else ()
    if town.endswith(("о", "э", "й")):
        return ()
    if town == "Ростов-на-Дону":
        return ("Ростове-на-Дону",)
    return (f"{town}е",)
