"""A message gives its headers, parts and text, however badly it was put together."""

import base64
import struct

import pytest

from mail.reading import Limits, read
from mail.reading.headers import decode_header, parse_parameters
from mail.reading.page import page_text


def _mail(body: bytes, *fields: str) -> bytes:
    return ("".join(f"{field}\n" for field in fields) + "\n").encode() + body


def test_headers_compare_without_regard_to_case() -> None:
    headers = read(b"SUBJECT: Hola\r\nReceived: a\r\nReceived: b\r\n\r\nx").headers
    assert headers.first("Subject") == "Hola"
    assert headers.all("received") == ("a", "b")
    assert "RECEIVED" in headers
    assert headers.first("from") == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?=C2=BFQu=C3=A9_tal=3F?=", "¿Qué tal?"),
        ("=?UTF-8?B?0JTQsNC9?= =?UTF-8?B?0L3Ri9C1?=", "Данные"),
        ("=?utf-8?B?0JTQsNC90L0=?=\n =?utf-8?B?0YvQtQ==?=", "Данные"),
        # A letter cut in two between words, against the standard and often seen.
        ("=?utf-8?q?Espa=C3?= =?utf-8?q?=B1a?=", "España"),
        ("=?iso-8859-1*es?Q?Se=F1or?= Ruiz", "Señor Ruiz"),
        ("=?x-unknown?q?Se=C3=B1or?=", "Señor"),
        ("=?utf-8?q?uno=0D=0ABcc:_otro?=", "uno Bcc: otro"),
        ("=?utf-8?q?sin_fin", "=?utf-8?q?sin_fin"),
    ],
)
def test_encoded_words_are_decoded(raw: str, text: str) -> None:
    assert decode_header(raw.encode()) == text


def test_raw_eight_bit_headers_are_guessed() -> None:
    assert decode_header("Señor".encode("latin-1")) == "Señor"
    assert decode_header("Señor".encode()) == "Señor"
    assert (
        decode_header("Ваше письмо не доставлено".encode("koi8-r")) == "Ваше письмо не доставлено"
    )


def test_parameters_may_be_continued_and_encoded() -> None:
    kind, given = parse_parameters("""text/plain; name*0*=utf-8''Se%C3%B1; name*1="or.txt"; x=y""")
    assert (kind, given) == ("text/plain", {"name": "Señor.txt", "x": "y"})


@pytest.mark.parametrize(
    ("charset", "stated"),
    [
        ("utf-8", "utf-8"),
        ("cp1251", "windows-1251"),
        ("koi8-r", "koi8-r"),
        ("cp1251", "us-ascii"),
        ("koi8-r", "no-such-set"),
        ("utf-8", "iso-2022-kr-x"),
    ],
)
def test_a_wrong_charset_still_gives_the_words(charset: str, stated: str) -> None:
    words = "Здравствуйте, у нас всё по-прежнему, спасибо"
    raw = _mail(words.encode(charset), f"Content-Type: text/plain; charset={stated}")
    assert read(raw).text == words


def test_japanese_without_a_charset_is_read() -> None:
    words = "宛先のメールアドレスが存在しません。ご確認ください。"
    for charset in ("iso-2022-jp", "cp932", "euc_jp"):
        assert read(_mail(words.encode(charset))).text == words


def test_broken_base64_gives_what_can_be_read() -> None:
    coded = base64.b64encode(b"Todo correcto, gracias") + b"!"
    raw = _mail(b"*" + coded[:10] + b"\n" + coded[10:], "Content-Transfer-Encoding: base64")
    assert read(raw).text.startswith("Todo correcto")


def test_the_plain_part_is_preferred_and_attachments_are_no_text() -> None:
    raw = _mail(
        b"--m\nContent-Type: multipart/alternative; boundary=a\n\n"
        b"--a\nContent-Type: text/html\n\n<p>html\n--a\nContent-Type: text/plain\n\nplano\n--a--\n"
        b"--m\nContent-Type: text/plain\nContent-Disposition: attachment\n\nadjunto\n--m--\n",
        "Content-Type: multipart/mixed; boundary=m",
    )
    message = read(raw)
    assert message.text == "plano"
    assert message.html == "<p>html"


def test_a_page_becomes_lines_and_quotes() -> None:
    page = """<html><head><title>no</title><style>p {}</style></head><body>
    <p>Hola&nbsp;<b>Ana</b>,</p><div>uno<br>dos</div>
    <!-- no --><span style="display:none">oculto</span><ul><li>a<li>b</ul>
    <blockquote>Nombre: <i>Ana</i>
    <blockquote>antes</blockquote></blockquote>fin"""
    lines = [line for line in page_text(page).split("\n") if line.strip("> ")]
    assert lines == ["Hola Ana,", "uno", "dos", "- a", "- b", "> Nombre: Ana", "> > antes", "fin"]


def test_flowed_text_is_joined() -> None:
    raw = _mail(
        b"una \nsola l\xc3\xadnea\n-- \nAna",
        "Content-Type: text/plain; format=flowed; charset=utf-8",
    )
    assert read(raw).text == "una sola línea\n-- \nAna"


def test_an_enclosed_message_is_attached_and_not_text() -> None:
    inner = b"Message-ID: <1@tienda.test>\n\nnuestro"
    raw = _mail(
        b"--m\n\nsuyo\n--m\nContent-Type: message/rfc822\n\n" + inner + b"\n--m--",
        "Content-Type: multipart/mixed; boundary=m",
    )
    message = read(raw)
    assert message.text == "suyo"
    assert [one.headers.first("message-id") for one in message.attached] == ["<1@tienda.test>"]
    assert message.attached[0].text == "nuestro"


def test_a_missing_closing_boundary_loses_nothing() -> None:
    raw = _mail(
        b"--m\n\nuno\n--m\nContent-Type: text/plain\n\ndos",
        "Content-Type: multipart/mixed; boundary=m",
    )
    assert read(raw).text == "uno\ndos"


def test_a_body_that_lost_its_content_type_is_still_read() -> None:
    raw = _mail(b"--m\nContent-Type: text/plain\n\nuno\n--m--\n", "From: ana@cliente.test")
    assert read(raw).text == "uno"


def test_limits_are_named_when_met() -> None:
    limits = Limits(size=4000, header=200, parts=3, depth=2, text=10)
    deep = b""
    for level in range(4):
        deep += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    assert read(deep, limits).truncated == ("depth",)
    many = _mail(b"--m\n\nx\n" * 9, "Content-Type: multipart/mixed; boundary=m")
    assert read(many, limits).truncated == ("parts",)
    assert read(b"X: " + b"y" * 300 + b"\n\n", limits).truncated == ("header",)
    assert read(b"\n" + b"A: b\n\n" + b"x" * 5000, limits).truncated == ("size",)
    assert len(read(_mail(b"x" * 500, "A: b"), limits).text) == 10


def _tnef(*properties: tuple[int, int, bytes]) -> bytes:
    packed = struct.pack("<I", len(properties))
    for kind, name, value in properties:
        padded = value + b"\0" * (-len(value) % 4)
        packed += struct.pack("<HHII", kind, name, 1, len(value)) + padded
    attribute = struct.pack("<BHHI", 1, 0x9003, 6, len(packed)) + packed + b"\0\0"
    return struct.pack("<IH", 0x223E9F78, 1) + attribute


def test_the_text_of_a_winmail_dat_is_read() -> None:
    for property_, words in (
        ((0x1F, 0x1000, "Mi teléfono nuevo".encode("utf-16-le")), "Mi teléfono nuevo"),
        ((0x102, 0x1013, b"<p>Mi piso nuevo</p>"), "Mi piso nuevo"),
        (
            (0x102, 0x1009, b"\0" * 8 + b"MELA\0\0\0\0" + rb"{\rtf1{\fonttbl x}Se\'f1or\par Ruiz}"),
            "Señor\nRuiz",
        ),
    ):
        stream = base64.encodebytes(_tnef(property_))
        raw = _mail(
            stream, "Content-Type: application/ms-tnef", "Content-Transfer-Encoding: base64"
        )
        assert read(raw).text == words


def test_compressed_rich_text_is_read() -> None:
    # The standard's own example (3.1.1), a document of one short line.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af32068656c090020627705b06c647d0a800fa0"
    )
    stream = base64.encodebytes(_tnef((0x102, 0x1009, packed)))
    raw = _mail(stream, "Content-Type: application/ms-tnef", "Content-Transfer-Encoding: base64")
    assert read(raw).text == "hello world"


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r\n\r\n", b"\x00" * 50, b":", b"no header at all"])
def test_next_to_nothing_is_a_message_too(raw: bytes) -> None:
    message = read(raw)
    assert message.headers.first("subject") == ""
    assert isinstance(message.text, str)
