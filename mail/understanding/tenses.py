"""Whether what a sentence tells is so now, was so once, or will only be."""

import re
from datetime import date

from mail.understanding.sentences import Sentence

_PAST = re.compile(
    r"\b(?:antes|antigu[oa]|anterior|era|viej[oa]|solia|vivia|ultimo|"
    r"old|was|lived|used to|previous|former|last|"
    r"раньше|стар\w{2}|прежн\w{2}|был[ао]?|жил[аи]?|бывш\w{2,3})\b"
)
_PRESENT = re.compile(
    r"\b(?:ahora|nuev[oa]|actual|cambi\w{1,8}|correct[oa]|buen[oa]|corr[ei][gj]\w{1,5}|mudad\w|trasladad\w|"
    r"now|new|current|chang\w{1,3}|correct|should|moved|relocated|instead|"
    r"теперь|сейчас|нов\w{2,3}|смен\w{2,5}|помен\w{2,5}|правильн\w{2}|исправ\w{2,4}|переехал\w?)\b"
)
_CHANGE = re.compile(
    r"\b(?:nuev[oa]|ahora|cambi\w*|actual|correct[oa]|buen[oa]|es|son|sera|seria|usad|usen|apunt\w*|"
    r"tengo|tenemos|uso|pone[dr]|poned|mi[oa]|sustitu\w*|"
    r"new|now|chang\w{1,3}|is|its|it's|'s|should be|right|correct|use|update|mine|swap|replace|"
    r"different|instead|these days|from now on|going forward|"
    r"теперь|нов\w+|смен\w*|помен\w*|измен\w*|правильн\w*|верн\w*|актуальн\w*|использу\w*|"
    r"запишите|мой|моя|пользуюсь)\b|[:=→]|->| - "
)
_WILL = re.compile(
    r"\b(?:will be|'ll be|we'll|i'll|going to|gonna|are moving|am moving|i'm moving|we're moving|"
    r"vamos a (?:mudar|vivir|trasladar|cambiar)\w*|voy a (?:mudar|vivir|cambiar)\w*|estaremos|"
    r"estare|viviremos|vivire|nos mudaremos|me mudare|sera|переед\w{1,3}|переезжа\w{1,3}|"
    r"буд(?:ем|у|ет)|собира\w{3,5}|планиру\w{2,3})\b"
)
_GOES = re.compile(
    r"\b(?:nos vamos|me voy|nos mudamos|me mudo|nos trasladamos|me traslado|moving|relocating|"
    r"we move|i move)\b"
)
_MONTHS = (
    r"enero|january|январ[ьяе]",
    r"febrero|february|феврал[ьяе]",
    r"marzo|march|март[ае]?",
    r"abril|april|апрел[ьяе]",
    r"mayo|may|ма[йяе]",
    r"junio|june|июн[ьяе]",
    r"julio|july|июл[ьяе]",
    r"agosto|august|август[ае]?",
    r"sept?iembre|september|сентябр[ьяе]",
    r"octubre|october|октябр[ьяе]",
    r"noviembre|november|ноябр[ьяе]",
    r"diciembre|december|декабр[ьяе]",
)
_MONTH = "|".join(_MONTHS)
_FROM = re.compile(
    rf"\b(?:as of|as from|from|starting|effective|a partir del?|с)\s(?:the\s)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of |de )?)?(?P<month>{_MONTH})\b"
    rf"|\b(?:as of|from|с) (?P<day_after>\d{{1,2}})[./](?P<number>\d{{1,2}})(?![\d])"
)
_DATED = re.compile(
    rf"\b(?:en|el|in|on|by|в|\d{{1,2}}|\d{{1,2}} de|\d{{1,2}}(?:st|nd|rd|th))\s"
    rf"(?:\d{{1,2}} (?:de )?)?(?:{_MONTH})\b"
)
_LONG_AGO = 200  # days: "from January", said in November, is the next one
_SOON = 6  # months
_NOT_YET = re.compile(
    r"\b(?:next (?:week|month|year)|soon|(?:el|la) proxim[oa]|que viene|pronto|"
    r"(?:в|на) следующ\w{2,3}|скоро|a ver si|ojala|hop(?:e|ing) to|(?:want|would like|plan) to|"
    r"planning|thinking of|looking at|(?:almost|nearly)(?! n)|"
    r"casi(?! n)|quiero|queremos|pensando en|mirando|"
    r"хот(?:им|ели|ела|ел|елось)|надеемся|мечтаем|чуть не|почти(?! не))\b"
)
_IF = re.compile(r"\W{0,3}(?:si|en caso|if|in case|unless|если|а если|вдруг)\s")
_NO_NEWS = re.compile(r"\b(?:none|no|not|ningun[oa]?|нет|без)\b")
_NEWS = re.compile(
    r"\b(?:(?:new|updated|changed|correct|right|my) (?:details|data|info\w{0,7})|changes?|changed|"
    r"nuevos datos|datos (?:nuevos|correctos)|cambios?|новые данные|изменени\w)\b"
)
_FROM_NOW = re.compile(
    r"\b(?:from now on|now|a partir de ahora|desde ahora|ahora|desde hoy|теперь|отныне|уже)\b"
)
# "We moved in June", "changed my number in the summer": so it is now.
_HAS_CHANGED = re.compile(
    r"\b(?:moved|relocated|changed|mudad\w|trasladad\w|cambiad\w|cambie|cambio|"
    r"переехал\w?|перебрал\w{2,3}|смени\w{1,4}|поменя\w{1,4})\b"
)


def of_the_past(sentence: Sentence, start: int, end: int) -> bool:
    """Say whether a stretch of a sentence is said to be over, and nothing in it to be new."""
    words = sentence.folded[start:end]
    return bool(_PAST.search(words)) and not _PRESENT.search(words)


def ahead(sentence: Sentence, today: date) -> bool:
    """Say whether a sentence tells what is still to come: "nos vamos en mayo", "переедем"."""
    words = sentence.folded
    if _NOT_YET.search(words) or _begins_after(words, today):
        return True
    if _FROM_NOW.search(words):
        return False
    return bool(_WILL.search(words) or (_GOES.search(words) and _DATED.search(words)))


def _begins_after(words: str, today: date) -> bool:
    for match in _FROM.finditer(words):
        name = match["month"] or ""
        month = int(match["number"] or 0) or _number_of(name)
        day = int(match["day"] or match["day_after"] or 1)
        since = (today.month - month) * 30 + today.day - day
        if not 0 <= since < _LONG_AGO:
            return True
    return False


def in_a_month_to_come(sentence: Sentence, today: date) -> bool:
    """Say whether a sentence names a month that comes within half a year."""
    named = map(_number_of, re.findall(rf"\b(?:{_MONTH})\b", sentence.folded))
    return any(0 < (month - today.month) % 12 <= _SOON for month in named if month)


def _number_of(name: str) -> int:
    return next((at for at, month in enumerate(_MONTHS, 1) if re.fullmatch(month, name)), 0)


def begins_with_if(sentence: Sentence) -> bool:
    """Say whether a sentence tells what is so only under a condition: "if you can't find me, …"."""
    return bool(_IF.match(sentence.folded))


def is_month(word: str) -> bool:
    """Say whether a folded word is the name of a month."""
    return bool(re.fullmatch(_MONTH, word))


def announces_news(folded: str) -> bool:
    """Say whether a folded sentence says that new data follow: "New details:"."""
    return bool(_NEWS.search(folded)) and not _NO_NEWS.search(folded)


def says_new(folded: str) -> bool:
    """Say whether folded words call a value new or right."""
    return bool(_PRESENT.search(folded))


def tells_change(words: str) -> bool:
    """Say whether folded words say of a value that it is one now: "is", "use", "instead", ":"."""
    return bool(_CHANGE.search(words))


def has_changed(sentence: Sentence) -> bool:
    """Say whether a sentence tells of a change that is done."""
    return bool(_HAS_CHANGED.search(sentence.folded))


def calls_new(sentence: Sentence) -> bool:
    """Say whether a sentence has a word that calls its value new or right."""
    return says_new(sentence.folded)
