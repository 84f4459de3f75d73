"""Our mail as it is quoted: by the programs that people answer with, and with their edits."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from storage.texts import say

RECORDS: dict[str, dict[str, str]] = {
    "es": {
        "first_name": "Marta",
        "last_name": "Gil Soler",
        "email": "marta.gil@example.es",
        "phone": "+34912345678",
        "mobile": "+34612345678",
        "street": "Calle Mayor 12, 3º B",
        "city": "Madrid",
        "province": "Madrid",
        "postcode": "28013",
        "country": "ES",
        "company": "Talleres Gil",
        "job_title": "Gerente",
        "birth_date": "1984-05-17",
        "language": "es",
        "channel": "email",
    },
    "en": {
        "first_name": "Emily",
        "last_name": "Carter",
        "email": "emily.carter@example.com",
        "phone": "+442079460123",
        "mobile": "+447700900123",
        "street": "27 Park Street",
        "city": "London",
        "province": "",
        "postcode": "SW1A 1AA",
        "country": "GB",
        "company": "Carter & Sons",
        "job_title": "Office Manager",
        "birth_date": "1990-04-03",
        "language": "en",
        "channel": "email",
    },
    "ru": {
        "first_name": "Ольга",
        "last_name": "Петрова",
        "email": "olga.petrova@example.ru",
        "phone": "+74951234567",
        "mobile": "+79161234567",
        "street": "ул. Ленина, д. 5, кв. 12",
        "city": "Москва",
        "province": "",
        "postcode": "125009",
        "country": "RU",
        "company": "Ромашка",
        "job_title": "Бухгалтер",
        "birth_date": "1988-06-15",
        "language": "ru",
        "channel": "email",
    },
}
_SHOWN = {
    "es": {
        "country": "España",
        "language": "español",
        "birth_date": "17 de mayo",
        "channel": "correo",
    },
    "en": {
        "country": "United Kingdom",
        "language": "English",
        "birth_date": "3 April",
        "channel": "email",
    },
    "ru": {"country": "Россия", "language": "русский", "birth_date": "15 июня", "channel": "email"},
}
_WORDS = {
    "es": (
        "Hola, Marta:\n\nSomos Aldía Demo y una vez cada medio año "
        "preguntamos si estos datos siguen bien:",
        "Si todo está bien, responda OK. Si algo ha cambiado, corríjalo aquí mismo y responda.\n"
        "Si no quiere recibir más correos nuestros, responda BAJA y no le escribiremos más.",
        "Responsable: Aldía Demo, calle Inventada 1, Madrid. "
        "Tel. 900 000 000. Puede pedir que borremos sus datos.",
    ),
    "en": (
        "Hello Emily,\n\nThis is Aldía Demo. Twice a year we ask "
        "whether what we have is still right:",
        "If it is all right, just reply OK. If something has changed, correct it here and reply.\n"
        "If you want no more mails from us, reply UNSUBSCRIBE and we will take you off.",
        "Controller: Aldía Demo, 1 Invented Street, London. You may ask us to delete your data.",
    ),
    "ru": (
        "Здравствуйте, Ольга!\n\nЭто «Алдиа Демо». Дважды в год "
        "мы спрашиваем, верны ли ваши данные:",
        "Если всё верно, ответьте ОК. Если что-то изменилось, исправьте прямо здесь и ответьте.\n"
        "Если не хотите получать наши письма, ответьте ОТПИСАТЬСЯ, и мы больше не напишем.",
        "Оператор: «Алдиа Демо», ул. Выдуманная, 1, Москва. Вы можете потребовать удалить данные.",
    ),
}


def sent(language: str, record: Mapping[str, str], edits: Mapping[str, str] | None = None) -> str:
    """Our mail as it was sent, with the customer's edits in its form."""
    opening, ways, footer = _WORDS[language]
    values = dict(record)
    own = RECORDS[language]
    shown = {k: v for k, v in _SHOWN[language].items() if values.get(k) == own.get(k)}
    values |= shown
    values |= edits or {}
    form = "\n".join(
        f"{say(language, f'field.{field}')}: {value}".rstrip() for field, value in values.items()
    )
    return f"{opening}\n\n{form}\n\n{ways}\n\n{footer}\n"


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


_GMAIL = {
    "es": "El sáb, 21 nov 2026 a las 10:00, Aldía Demo (<hola+r4fk2@demo.example>)\nescribió:",
    "en": "On Sat, 21 Nov 2026 at 10:00, Aldía Demo <hola+r4fk2@demo.example> wrote:",
    "ru": "сб, 21 нояб. 2026 г. в 10:00, Aldía Demo <hola+r4fk2@demo.example>:",
}
_OUTLOOK = {
    "es": "________________________________\nDe: Aldía Demo <hola@demo.example>\n"
    "Enviado: sábado, 21 de noviembre de 2026 10:00\nPara: Marta Gil <marta.gil@example.es>\n"
    "Asunto: ¿Siguen bien sus datos?\n",
    "en": "From: Aldía Demo <hola@demo.example>\nSent: 21 November 2026 10:00\n"
    "To: Emily Carter <emily.carter@example.com>\nSubject: Is this still right?\n",
    "ru": "От: Aldía Demo <hola@demo.example>\nОтправлено: 21 ноября 2026 г. 10:00\n"
    "Кому: Ольга Петрова <olga.petrova@example.ru>\nТема: Ваши данные ещё верны?\n",
}
_IPHONE = {
    "es": "Enviado desde mi iPhone\n\n"
    "> El 21 nov 2026, a las 10:00, Aldía Demo <hola@demo.example> escribió:\n> ",
    "en": "Sent from my iPhone\n\n"
    "> On 21 Nov 2026, at 10:00, Aldía Demo <hola@demo.example> wrote:\n> ",
    "ru": "Отправлено с iPhone\n\n"
    "> 21 нояб. 2026 г., в 10:00, Aldía Demo <hola@demo.example> написал(а):\n> ",
}
_THUNDERBIRD = {
    "es": "El 21/11/26 a las 10:00, Aldía Demo escribió:",
    "en": "On 21/11/2026 10:00, Aldía Demo wrote:",
    "ru": "21.11.2026 10:00, Aldía Demo пишет:",
}
_QUOTES: dict[str, Callable[[str, str], str]] = {
    "gmail": lambda lang, mail: f"\n\n{_GMAIL[lang]}\n\n{_marked(mail)}",
    "outlook": lambda lang, mail: f"\n\n{_OUTLOOK[lang]}\n{mail}",
    "iphone": lambda lang, mail: f"\n\n{_IPHONE[lang]}\n{_marked(mail)}",
    "thunderbird": lambda lang, mail: f"\n\n{_THUNDERBIRD[lang]}\n{_marked(mail)}",
    "yandex": lambda lang, mail: (
        f'\n\n21.11.2026, 10:00, "Aldía Demo" <hola@demo.example>:\n{_marked(mail)}\n'
    ),
    "mailru": lambda lang, mail: (
        f"\n\nСуббота, 21 ноября 2026, 10:00 +03:00 от Aldía Demo <hola@demo.example>:"
        f"\n{_marked(mail)}"
    ),
    "baja_above": lambda lang, mail: f"\n\n{_GMAIL[lang]}\n\n> BAJA\n>\n{_marked(mail)}",
    "none": lambda lang, mail: "",
}
_CHOICE = ("gmail", "outlook", "iphone", "thunderbird", "yandex", "mailru", "none", "none")


def quoted(
    name: str, style: str, language: str, record: Mapping[str, str], edits: Mapping[str, str] | None
) -> str:
    """What stands under a reply called `name`; without a style, the name chooses one."""
    chosen = style or _CHOICE[sha256(name.encode()).digest()[1] % len(_CHOICE)]
    return _QUOTES[chosen](language, sent(language, record, edits))
