"""Whether a value is said to be somebody else's: "the caretaker's number", "el móvil de Pepe".

Relatives and colleagues are phrases of the kind `other`; here is anybody at all, known by how a
language says whose a thing is. The writer's own (home, work, office) are words of `vocabulary`.
Where the office moved and the home is said to be as it was, the address is the office's.
"""

import re

from mail.understanding import actors, lists, streets, wording
from mail.understanding.sentences import Sentence

_THING_ES = (
    r"(?:telefono|movil|celular|numero|fijo|correo|e-?mail|mail|direccion|domicilio|"
    r"whatsapp|tlf|tel)"
)
_THING_EN = r"(?:number|mobile|phone|cell|email|e-mail|address|landline|postcode|whatsapp)"
_THING_RU = r"(?:телефон|номер|мобильный|сотовый|почта|адрес|мейл|имейл|email|e-mail)"
_OWNERS = tuple(
    re.compile(pattern)
    for pattern in (
        # el nuevo móvil del conserje
        rf"\b{_THING_ES}(?:\s\w{{4,12}}){{0,2}}?\s(?:del|de(?:\s(?:la|el|los|las|un|una|nuestro|"
        rf"nuestra|mi|mis|este|esta))?)\s(\w+)",
        # the caretaker's new number
        rf"\b([\w-]+)['’]s?\s(?:\w{{3,10}}\s){{0,3}}?{_THING_EN}\b",
        # the new shop phone
        rf"\b(?:the|our)\s(?:new\s|old\s)?([\w-]+)\s{_THING_EN}\b",
        # the number for the warehouse
        rf"\b{_THING_EN}\s(?:of|for)\s(?:(?:the|my|our|a|an|this|that)\s)?([\w-]+)",
        # новый номер завхоза: a noun in the genitive, and no verb, adjective or preposition
        rf"\b{_THING_RU}(?:\sтелефона)?\s([а-я]{{2,}}(?:[^лв]а|я|ы|[^л]и|[оеё]в|ей|ой|ого|его))"
        r"(?<!\sдля)(?<!\sна)(?<!\sбыла)(?<!\sсотового)(?<!\sмобильного)"
        r"(?<!\sдомашнего)(?<!\sгородского)(?<!\sличного)(?!\w)",
    )
)
# Her new number, ее номер; "es el de la oficina".
_NOT_MINE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:her|his|their)\s(?:\w{{3,9}}\s){{0,2}}?{_THING_EN}\b",
        rf"\b(?:ее|его|их)\s(?:\w{{3,9}}\s){{0,2}}?{_THING_RU}",
        r"\b(?:es|son|era)\s(?:el|la|los|las)\sde\s(?:la|el|los|las|mi|mis|un|una|nuestra?)\s\w",
        r"\b(?:is|was)\s(?:the\sone\s)?(?:for|of|at)\s(?:the|my|our|a)\s\w",
        # "it's hers"; our team moved: where one works need not be the address we have
        rf"\b(?:{lists.alternatives('doubts', 'not_mine')})(?!\w)",
    )
)
_HOME_STAYS = re.compile(rf"\b(?:{lists.alternatives('doubts', 'home_stays')})")
_WORK, _HOME = (
    re.compile(rf"(?<!\w)(?:{lists.alternatives('doubts', kind)})(?!\w)")
    for kind in ("work", "home")
)
_OWN = frozenset(("офис", "it", "that", "this", "what", "here", "there", "me", "us", "mine", "you"))


def of_another(sentence: Sentence, until: int | None = None) -> bool:
    """Say whether what is told in a sentence is said to belong to somebody or something else;
    `until` is where the value begins, if it is known: the subject stands before it."""
    if any(pattern.search(sentence.folded) for pattern in _NOT_MINE):
        return True
    if actors.of_somebody(sentence, until):
        return True
    if of_the_office(sentence) and (home_stays(sentence) or _home_last(sentence)):
        return True
    found = (match[1] for pattern in _OWNERS for match in pattern.finditer(sentence.named))
    return any(not _own(word) for word in found)


def home_stays(sentence: Sentence) -> bool:
    """Say whether a sentence tells that the writer's own address is as it was."""
    return bool(_HOME_STAYS.search(sentence.folded))


def names_home(sentence: Sentence) -> bool:
    """Say whether a sentence speaks of where the writer lives."""
    return bool(_HOME.search(sentence.folded))


def of_the_office(sentence: Sentence) -> bool:
    """Say whether a sentence with a street in it speaks of the place where one works."""
    return bool(streets.find(sentence.folded) and _WORK.search(sentence.folded))


def _home_last(sentence: Sentence) -> bool:
    work, home = _WORK.search(sentence.folded), _HOME.search(sentence.folded)
    return bool(work and home and work.start() < home.start())


def _own(word: str) -> bool:
    if wording.NAME in word or word in _OWN or any(char.isdigit() for char in word):
        return True
    return wording.names_a_field(word) or not wording.unexplained(word, ())
