"""The mail itself: what it says, in three languages, and what no value can do to it."""

import email
import email.policy
import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.addresses import Addresses, Purpose, Token
from mail.composing import Composed, Composer, NotComposableError
from mail.settings import FORM, AddressSettings, LetterSettings, ReplyTags
from mail.shown import shown
from mail.skeletons import TemplateFaultError
from mail.understanding.values import Place, same
from storage.letters import Letter
from storage.texts import LANGUAGES, say

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
ANA = {
    "first_name": "Ana",
    "last_name": "Ruiz Peña",
    "email": "ana@example.org",
    "phone": "",
    "mobile": "+34612345678",
    "street": "Calle Mayor 3, 2º B",
    "city": "València",
    "province": "Valencia",
    "postcode": "46001",
    "country": "ES",
    "company": "",
    "job_title": "",
    "birth_date": "1980-03-12",
    "language": "es",
    "channel": "email",
}
PAGES = "https://datos.tienda.example"
KINDS = ("ask", "reminder_1", "reminder_2", "challenge")


def composer(
    url: str = PAGES, tags: ReplyTags = "plus", templates: Path | None = None, **more: Any
) -> Composer:
    letters = LetterSettings(
        **{
            "sender_name": "Tienda Luna",
            "sender_address": "hola@tienda.example",
            "controller": "Tienda Luna S. L., Calle Nueva 1, 46001 Valencia",
            "contact": "961 23 45 67",
            "privacy_url": "https://tienda.example/privacidad",
            "templates": templates,
            **more,
        }
    )
    return Composer(letters, ours(url, tags))


def ours(url: str = PAGES, tags: ReplyTags = "plus") -> Addresses:
    return Addresses(AddressSettings("datos@tienda.example", "s3cret", tags, url))


def letter(kind: str = "ask", language: str = "es", **more: Any) -> Letter:
    values: dict[str, Any] = {"address": "ana@example.org", "run_id": 1, "record": ANA, **more}
    return Letter(delivery_id=7, kind=kind, language=language, **values)


def parsed(composed: Composed) -> EmailMessage:
    message = email.message_from_bytes(composed.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    assert not part.defects
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS[:3])
def test_each_field_is_one_line_of_the_plain_part(kind: str, language: str) -> None:
    text = body(parsed(composer().compose(letter(kind, language), NOW)), "plain")
    lines = text.split("\n")
    for field in FORM:
        value = shown(field, ANA[field], language=language, country="ES")
        assert lines.count(f"{say(language, f'field.{field}')}: {value}") == 1
    assert "1980" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS[:3])
def test_the_mail_says_who_why_and_how_to_answer(kind: str, language: str) -> None:
    message = parsed(composer().compose(letter(kind, language), NOW))
    assert "Tienda Luna" in message["Subject"]
    for part in ("plain", "html"):
        said = body(message, part)
        for wanted in ("Tienda Luna S. L.", "961 23 45 67", "privacidad", "ana@example.org"):
            assert wanted in said
        for what in ("confirm", "unsubscribe"):
            assert say(language, f"reply.subject.{what}") in said
        assert said.count("mailto:") == 3
        assert f"{PAGES}/r/" in said
    assert "<img" not in body(message, "html")
    assert not re.search(r"src=|@import|url\(", body(message, "html"))


def test_the_headers_say_what_it_is_and_how_to_leave() -> None:
    composed = composer().compose(letter(), NOW)
    message = parsed(composed)
    assert message["From"] == "Tienda Luna <hola@tienda.example>"
    assert message["To"] == "ana@example.org"
    assert message["Message-ID"] == f"<{composed.message_id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<datos.tienda.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Content-Language"] == "es"
    assert message["Feedback-ID"] == "1:ask:es:tiendaexample"
    assert message["Date"].datetime == NOW
    mailto, page = re.findall(r"<([^>]+)>", message["List-Unsubscribe"])
    assert page.startswith(f"{PAGES}/u/")
    assert parse_qs(urlsplit(mailto).query) == {"subject": ["Baja"]}


def test_without_pages_nothing_points_to_one() -> None:
    message = parsed(composer(url="").compose(letter(), NOW))
    assert message["List-Unsubscribe-Post"] is None
    assert message["List-Unsubscribe"].startswith("<mailto:")
    assert "https://datos" not in message.as_string()


def test_every_address_in_the_mail_leads_back_to_its_delivery() -> None:
    composed = composer().compose(letter(), NOW)
    message = parsed(composed)
    mailto, page = re.findall(r"<([^>]+)>", message["List-Unsubscribe"])
    purposes = {
        composed.sender: Purpose.ENVELOPE,
        message["Reply-To"]: Purpose.REPLY,
        message["Message-ID"]: Purpose.MESSAGE,
        unquote(urlsplit(mailto).path): Purpose.REPLY,
        page: Purpose.PAGE,
    }
    for text, purpose in purposes.items():
        read = ours().read(text, NOW.date())
        assert isinstance(read, Token)
        assert (read.purpose, read.delivery_id) == (purpose, 7)


def mailto_of(composed: Composed) -> dict[str, tuple[str, str, str]]:
    """Return, by subject, the (address, subject, body) of the links in the HTML part."""
    found = {}
    for link in re.findall(r'href="(mailto:[^"]+)"', body(parsed(composed), "html")):
        url = urlsplit(link.replace("&amp;", "&"))
        query = parse_qs(url.query)
        said = query["body"][0].replace("\r\n", "\n")
        found[query["subject"][0]] = (unquote(url.path), query["subject"][0], said)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_links_open_replies_that_are_already_written(language: str) -> None:
    links = mailto_of(composer().compose(letter(language=language), NOW))
    for what in ("confirm", "correct", "unsubscribe"):
        address, _, said = links[say(language, f"reply.subject.{what}")]
        assert isinstance(ours().read(address, NOW.date()), Token)
        assert said.startswith(say(language, f"reply.body.{what}"))
    form = links[say(language, "reply.subject.correct")][2]
    assert f"{say(language, 'field.first_name')}: Ana" in form.split("\n")


def test_without_tags_the_ready_replies_carry_the_token_in_their_subject() -> None:
    composed = composer(tags="none").compose(letter(), NOW)
    assert composed.sender == composed.plain_sender == "datos@tienda.example"
    assert parsed(composed)["Reply-To"] == "datos@tienda.example"
    for _, subject, _ in mailto_of(composed).values():
        read = ours(tags="none").read(subject, NOW.date())
        assert isinstance(read, Token)
        assert (read.purpose, read.delivery_id) == (Purpose.MESSAGE, 7)


def test_a_link_stays_short_enough_for_every_mail_program() -> None:
    record = {**ANA, "street": "ул. Большая " * 30}
    composed = composer().compose(letter(language="ru", record=record), NOW)
    links = re.findall(r'href="(mailto:[^"]+)"', body(parsed(composed), "html"))
    assert len(links) >= 3
    for link in links:
        assert len(link.replace("&amp;", "&")) <= 1_900


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_challenge_tells_a_stranger_nothing(language: str) -> None:
    composed = composer().compose(
        letter("challenge", language, address="nueva@example.net", greeting="Querida Ana"), NOW
    )
    message = parsed(composed)
    said = composed.content.decode() + body(message, "plain") + body(message, "html")
    for private in ("Ana", "Ruiz", "ana@example.org", "612", "Mayor"):
        assert private not in said
    assert say(language, "reply.subject.confirm") in body(message, "plain")
    assert message["List-Unsubscribe"] is None


def test_only_released_fields_are_shown() -> None:
    some = composer(fields=("first_name", "email"))
    seen = some.preview(letter(custom={"Talla": "M", "Mascota": ""}), NOW)
    assert [row["field"] for row in seen["fields"]] == ["first_name", "email", "Talla", "Mascota"]
    assert "Talla: M\nMascota: \n" in seen["text"]
    assert "Calle Mayor" not in seen["text"] + seen["html"]


def test_a_preview_says_what_the_mail_will_say() -> None:
    seen = composer().preview(letter(), NOW)
    message = parsed(composer().compose(letter(), NOW))
    assert seen["subject"] == message["Subject"]
    assert seen["text"] == body(message, "plain")
    assert seen["html"] == body(message, "html")
    assert {row["field"]: row["value"] for row in seen["fields"]}["birth_date"] == "12 de marzo"
    assert {row["field"]: row["label"] for row in seen["fields"]}["mobile"] == "Móvil"


@pytest.mark.parametrize(
    ("greeting", "first_name", "line"),
    [
        ("", "Ana", "Hola, Ana:"),
        ("", "", "Hola:"),
        ("Estimada doctora Ruiz,", "Ana", "Estimada doctora Ruiz:"),
    ],
)
def test_the_greeting_is_the_preferred_one(greeting: str, first_name: str, line: str) -> None:
    record = {**ANA, "first_name": first_name}
    seen = composer().preview(letter(greeting=greeting, record=record), NOW)
    assert seen["text"].split("\n")[0] == line


def test_an_unknown_language_falls_back_to_the_owners() -> None:
    seen = composer(language="ru").preview(letter(language="de"), NOW)
    assert "Здравствуйте, Ana!" in seen["text"]


def test_a_repeated_attempt_keeps_its_message_id() -> None:
    first = composer().compose(letter(), NOW)
    later = composer().compose(letter(message_id=first.message_id), NOW + timedelta(days=20))
    assert later.message_id == first.message_id


KEPT = composer()
"""For the properties, which write many mails."""

hostile = st.text(
    alphabet=st.one_of(
        st.sampled_from("\r\n\t\0\x0b\x0c\x1b\x85\u2028\u2029\u202e{}<>&\"'=_:;.-%\ue000\ue001 "),
        st.characters(),
    ),
    max_size=80,
)


@given(st.dictionaries(st.sampled_from(FORM), hostile), hostile, st.sampled_from(KINDS))
@settings(max_examples=150, deadline=None)
def test_no_value_can_add_a_header_a_line_or_a_part(
    record: dict[str, str], greeting: str, kind: str
) -> None:
    record = {**ANA, **record}
    plain, hard = letter(kind), letter(kind, record=record, greeting=greeting)
    usual, composed = KEPT.compose(plain, NOW), KEPT.compose(hard, NOW)
    head = composed.content.partition(b"\r\n\r\n")[0]
    assert head == usual.content.partition(b"\r\n\r\n")[0]
    assert b"\n" not in composed.content.replace(b"\r\n", b"")
    assert all(len(line) <= 76 for line in composed.content.split(b"\r\n")[20:])
    message = parsed(composed)
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    calm = body(parsed(usual), "plain")
    assert body(message, "plain").count("\n") == calm.count("\n")
    assert body(message, "html").count("<") == body(parsed(usual), "html").count("<")


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: x@y.example", "a b@c.example", "", "ñ@b.example", "a@b\0c"]
)
def test_an_unsafe_address_is_refused(address: str) -> None:
    with pytest.raises(NotComposableError):
        composer().compose(letter(address=address), NOW)


@given(hostile)
@settings(max_examples=60, deadline=None)
def test_no_business_name_can_add_a_header(name: str) -> None:
    message = parsed(composer(sender_name=name).compose(letter(), NOW))
    assert sorted(message.keys()) == sorted(parsed(composer().compose(letter(), NOW)).keys())
    assert message["From"].addresses[0].addr_spec == "hola@tienda.example"


@given(
    st.sampled_from(
        [
            ("mobile", "+34612345678"),
            ("mobile", "+447400123456"),
            ("phone", "+79161234567"),
            *(("channel", channel) for channel in ("email", "phone", "sms", "whatsapp", "post")),
            *(("country", code) for code in ("ES", "US", "GB", "RU", "MX", "CZ")),
            *(("language", code) for code in ("es", "en", "ru", "ca", "zh")),
        ]
    ),
    st.sampled_from(LANGUAGES),
)
def test_what_is_shown_is_understood_when_it_comes_back(
    value: tuple[str, str], language: str
) -> None:
    seen = shown(*value, language=language, country="ES")
    assert same(value[0], seen, value[1], Place("ES", language, NOW.date()))


@given(st.dates(date(1930, 1, 1), date(2010, 1, 1)), st.sampled_from(LANGUAGES))
def test_a_birthday_is_shown_without_its_year(born: date, language: str) -> None:
    seen = shown("birth_date", born.isoformat(), language=language, country="ES")
    assert str(born.year) not in seen
    assert same("birth_date", seen, born.isoformat(), Place("ES", language, NOW.date()))


def test_the_owners_templates_come_first(tmp_path: Path) -> None:
    (tmp_path / "ask.es.txt.j2").write_text("{{ greeting }} {{ fields.mobile }}\n", "utf-8")
    (tmp_path / "letter.subject.j2").write_text("{{ business }}\n\npregunta", "utf-8")
    mine = composer(templates=tmp_path)
    seen = mine.preview(letter(), NOW)
    assert (seen["text"], seen["subject"]) == ("Hola, Ana: 612 34 56 78\n", "Tienda Luna pregunta")
    assert "Mayor" in mine.preview(letter(language="en"), NOW)["text"]
    assert "Mayor" in mine.preview(letter("reminder_1"), NOW)["text"]


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [
        ("ask.txt.j2", "{{ nombre }}", "template ask.txt.j2: 'nombre' is undefined"),
        ("ask.txt.j2", "\n{% if %}", "template ask.txt.j2, line 2: Expected an expression"),
        ("ask.txt.j2", "{% if greeting %}x{% endif %}", "nothing can be decided by 'greeting'"),
        ("ask.txt.j2", "{{ greeting|urlencode }}", "differs for each reader"),
        ("ask.txt.j2", "{{ greeting|reverse }}", "differs for each reader"),
        ("ask.txt.j2", "{{ t('mail.nothing') }}", "mail.nothing"),
        ("ask.html.j2", "{% extends 'none.j2' %}", "none.j2"),
        ("ask.subject.j2", "Hola {{ greeting }}", "a subject is the same for all"),
    ],
)
def test_a_broken_template_gives_one_clear_line(
    tmp_path: Path, name: str, template: str, said: str
) -> None:
    (tmp_path / name).write_text(template, "utf-8")
    with pytest.raises(TemplateFaultError) as fault:
        composer(templates=tmp_path).compose(letter(), NOW)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_the_date_keeps_the_zone_it_is_given() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=2)))
    assert b"Date: Mon, 06 Jul 2026 11:00:00 +0200" in composer().compose(letter(), there).content
