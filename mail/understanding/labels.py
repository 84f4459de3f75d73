"""The words that people and our own mails put before a value: `Teléfono: 612 …`.

The first names of a field are those of the catalogues (`field.<name>`), in every language; the
others are what people write instead. A new one is a word in `_ALSO`.
"""

import re
from collections.abc import Mapping
from functools import cache

from mail.understanding.facts import FIELDS
from mail.understanding.folding import fold
from storage import texts

_ALSO: dict[str, str] = {
    "first_name": "nombre propio|name|given name|forename|имя отчество|nombre de pila",
    "last_name": "apellido|surname|family name|primer apellido|фам",
    "email": "e-mail|mail|correo electronico|email address|e-mail address|correo e|почта|"
    "электронная почта|имейл|емейл|мейл|электронный адрес|эл почта|эл.почта|correo nuevo|"
    "nuevo correo|nuevo email|new email|новая почта|direccion de correo|адрес почты",
    "phone": "tel|tel.|telf|tlf|tfno|fijo|telefono fijo|tel fijo|phone number|telephone|landline|"
    "home phone|work phone|тел|тел.|номер|номер телефона|городской|домашний|городской телефон|"
    "numero|numero de telefono|nuevo telefono|new phone|number|новый телефон|рабочий|telefono nuevo|"
    "home|work|casa",
    "mobile": "mob|mob.|cell|cell phone|mobile number|mobile phone|cellphone|telefono movil|celular|"
    "tel movil|numero de movil|моб|моб.|мобильный телефон|сотовый|мобила|сот|сот.|"
    "nuevo movil|new mobile|новый мобильный|movil nuevo|new cell|whatsapp",
    "street": "calle|domicilio|direccion postal|street|street address|postal address|home address|"
    "mailing address|улица|домашний адрес|адрес доставки|nueva direccion|new address|новый адрес|"
    "почтовый адрес|dir|dir.|addr|address line 1|direccion nueva",
    "city": "localidad|poblacion|municipio|town|г|г.|населенный пункт|ciudad nueva",
    "province": "estado|comunidad|state|county|region|province|край|регион|область",
    "postcode": "cp|c.p.|c.p|postal|cod postal|cod. postal|zip|zip code|zipcode|postal code|"
    "post code|почтовый индекс|индекс|codigo",
    "country": "pais|страна",
    "company": "compania|negocio|razon social|trabajo|organisation|organization|employer|firm|"
    "business|организация|фирма|место работы|работа",
    "job_title": "puesto|title|position|role|job|позиция|пост|ocupacion|profesion",
    "birth_date": "fecha de nacimiento|nacimiento|nacido|fecha nacimiento|cumple|dob|date of birth|"
    "birth date|born|birthdate|дата рождения|др|день рожденья|д.р.",
    "language": "lengua|idioma preferido|preferred language|язык общения",
    "channel": "canal|via preferida|contacto preferido|preferred contact|contact by|"
    "предпочтительный способ связи|способ связи|связь|medio preferido",
}
_LINE = re.compile(
    r"[\s*•·+>\-–—]{0,6}([^\W\d_][\w .,/'-]{0,38}?)[ \t*]*(?:[:=：]|\t|[ ]{2,}|\s[-–—>]{1,2}\s|\s→)[ \t*]*(.*)\Z"
)
_MAX_LINE = 300


def line(text: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """Read `Label: value`; return (field, value), or None where the label is no field's."""
    match = _LINE.match(text[:_MAX_LINE])
    if not match:
        return None
    field = names.get(_key(match[1]))
    return (field, match[2].strip(" \t*")) if field else None


def names_of(labels: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return field by folded label: those given, those of the catalogues, and the usual others."""
    own = {_key(label): field for field, label in (labels or {}).items() if field in FIELDS}
    return {**_known(), **own}


def in_mail(labels: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return field by folded label, for the labels that our own mails use and no others."""
    own = {_key(label): field for field, label in (labels or {}).items() if field in FIELDS}
    return own or _catalogued()


@cache
def _catalogued() -> Mapping[str, str]:
    return {
        _key(texts.say(language, f"field.{field}")): field
        for language in texts.LANGUAGES
        for field in FIELDS
    }


@cache
def _known() -> Mapping[str, str]:
    others = {_key(word): field for field, words in _ALSO.items() for word in words.split("|")}
    return {**others, **_catalogued()}


def _key(label: str) -> str:
    return " ".join(fold(label).strip(" .*_").split())
