"""Tokens: only ours are taken, only while they count, whatever mail systems do to them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.addresses import (
    LIFETIME,
    Addresses,
    AddressFaultError,
    Expired,
    Forged,
    Purpose,
    Reading,
    Token,
)
from mail.settings import AddressSettings, ReplyTags

TODAY = date(2026, 7, 6)
TAGS: tuple[ReplyTags, ...] = ("plus", "minus", "catchall")
ids = st.integers(1, (1 << 26) - 1)
days = st.dates(date(2026, 1, 1), date(2050, 1, 1))
purposes = st.sampled_from(Purpose)


def addresses(tags: ReplyTags = "plus", key: str = "s3cret", **more: str) -> Addresses:
    return Addresses(AddressSettings("datos@tienda.example", key, tags, **more))


@given(ids, days, purposes)
def test_a_token_says_what_it_was_made_for(delivery: int, day: date, purpose: Purpose) -> None:
    ours = addresses()
    token = ours.sign(purpose, delivery, day)
    read = ours.read(token, day)
    assert isinstance(read, Token)
    assert (read.purpose, read.delivery_id) == (purpose, delivery)
    assert LIFETIME[purpose] <= read.expires_on - day < LIFETIME[purpose] + timedelta(days=7)
    assert ours.read(token, read.expires_on) == read
    assert ours.read(token, read.expires_on + timedelta(days=1)) == Expired(read)


@given(ids, purposes, st.integers(0, 119))
def test_a_token_with_any_bit_flipped_is_refused(delivery: int, purpose: Purpose, bit: int) -> None:
    ours = addresses()
    token = ours.sign(purpose, delivery, TODAY)
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    place, mask = bit // 5, 1 << bit % 5
    flipped = alphabet[alphabet.index(token[place]) ^ mask]
    forged = token[:place] + flipped + token[place + 1 :]
    assert ours.read(forged, TODAY) == Forged(forged)
    assert ours.read(f"datos+{forged}@tienda.example", TODAY) == Forged(forged)


@given(ids, st.sampled_from(TAGS), st.sampled_from(["lower", "upper", "title", "swapcase"]))
def test_a_tagged_address_is_read_in_any_case(delivery: int, tags: ReplyTags, case: str) -> None:
    ours = addresses(tags)
    for address in (ours.reply(delivery, TODAY), ours.envelope(delivery, TODAY)):
        read = ours.read(getattr(address, case)(), TODAY)
        assert isinstance(read, Token)
        assert read.delivery_id == delivery


@given(ids, st.sampled_from([*TAGS, "none"]))
def test_a_message_id_is_read_whatever_the_tags(delivery: int, tags: ReplyTags) -> None:
    ours = addresses(tags)
    read = ours.read(f"<{ours.message_id(delivery, TODAY)}>", TODAY)
    assert isinstance(read, Token)
    assert (read.purpose, read.delivery_id) == (Purpose.MESSAGE, delivery)


@given(st.text(max_size=400))
def test_no_text_is_read_as_a_token_of_ours(text: str) -> None:
    assert not isinstance(addresses().read(text, TODAY), Token | Expired)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=24, max_size=24))
def test_an_invented_token_is_forged(token: str) -> None:
    ours = addresses()
    for text in (token, f"datos+{token}@tienda.example", f"<{token}@tienda.example>"):
        assert ours.read(text, TODAY) == Forged(token)


def test_another_key_makes_other_tokens() -> None:
    theirs = addresses(key="another").reply(7, TODAY)
    assert isinstance(addresses().read(theirs, TODAY), Forged)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "datos@tienda.example",
        "datos+facturas@tienda.example",
        "<abcdefghijklmnopqrstuvwx@mx.somewhere.example>",
        "Re: electroencefalografistas",
        "abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_what_is_not_in_the_shape_of_a_token_is_none(text: str) -> None:
    assert addresses().read(text, TODAY) is None


def rewritten(address: str) -> list[str]:
    """The forms in which forwarders and mail programs pass our addresses on."""
    return [
        f"<{address}>",
        f'"Tienda, la" <{address}>',
        f"rfc822;{address}",
        f"SRS0=Hh7a=QX=tienda.example={address.partition('@')[0]}@forwarder.example",
        f"prvs=0123456789={address}",
        f"Baja [{address.partition('@')[0].rpartition('+')[2]}]",
    ]


def test_a_rewritten_address_still_carries_its_token() -> None:
    ours = addresses()
    for text in rewritten(ours.envelope(31, TODAY)):
        read = ours.read(text, TODAY)
        assert isinstance(read, Token), text
        assert read.delivery_id == 31


def test_the_best_of_several_counts() -> None:
    ours = addresses()
    long_ago = ours.reply(1, TODAY - timedelta(days=999))
    forged = f"datos+{'a' * 24}@tienda.example"
    texts = ["datos@tienda.example", forged, long_ago, ours.reply(2, TODAY)]
    found: list[Reading | None] = [ours.find_in(texts[:n], TODAY) for n in (1, 2, 3, 4)]
    assert found[0] is None
    assert isinstance(found[1], Forged)
    assert isinstance(found[2], Expired)
    assert isinstance(found[3], Token)


def test_pages_exist_only_where_they_are_served() -> None:
    assert addresses().pages(7, TODAY) == ("", "")
    ours = addresses(public_url="https://datos.tienda.example/")
    for url in ours.pages(7, TODAY):
        assert url.startswith("https://datos.tienda.example/")
        read = ours.read(url, TODAY)
        assert isinstance(read, Token)
        assert (read.purpose, read.delivery_id) == (Purpose.PAGE, 7)


def test_a_local_part_stays_within_64_octets() -> None:
    longest = "a" * 39 + "@tienda.example"
    tagged = Addresses(AddressSettings(longest, "s3cret")).reply(7, TODAY)
    assert len(tagged.partition("@")[0]) == 64
    with pytest.raises(AddressFaultError):
        Addresses(AddressSettings("a" + longest, "s3cret"))
    Addresses(AddressSettings("a" + longest, "s3cret", "catchall"))


@pytest.mark.parametrize("address", ["", "datos", "@tienda.example", "datos@"])
def test_a_reply_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(AddressFaultError):
        Addresses(AddressSettings(address, "s3cret"))
