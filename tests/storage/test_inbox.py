"""What is kept, what is settled once, and what ends on the shelf."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import inbox
from storage.inbox import ATTEMPTS, Arrival, Settlement, fingerprint_of
from storage.tables.inbox import InboxMessage, RawMessage
from storage.tables.people import Contact
from tests.databases import NOW

BOX = "clientes@127.0.0.1/INBOX"
DONE = Settlement("confirm", "applied", "confirmed")


def mail(uid: int, text: str = "", *, truncated: bool = False) -> Arrival:
    words = text or f"mail {uid}"
    return Arrival(
        uid=uid,
        received_at=NOW,
        size=len(words),
        raw=words.encode(),
        message_id=f"{words}@example.org",
        fingerprint=fingerprint_of(f"{words}@example.org", "ana@example.org", "", words.encode()),
        truncated=truncated,
    )


async def keep(*arrivals: Arrival, validity: int = 7) -> list[int]:
    up_to = max(arrival.uid for arrival in arrivals)
    return await inbox.keep(BOX, validity, arrivals, up_to=up_to, at=NOW)


async def done() -> Settlement:
    return DONE


async def listed(**which: Any) -> list[dict[str, Any]]:
    return [message async for message in inbox.messages(**which)]


async def test_a_mail_is_kept_whole_and_the_position_moves_with_it(database: str) -> None:
    assert await inbox.position(BOX, 7) == 0
    first, second = await keep(mail(4), mail(9, truncated=True))
    assert await inbox.position(BOX, 7) == 9
    message = await inbox.kept(first)
    assert message is not None
    assert (message.raw, message.truncated) == (b"mail 4", False)
    assert await inbox.waiting() == [first, second]


async def test_the_same_number_is_kept_once(database: str) -> None:
    await keep(mail(4))
    assert await keep(mail(4)) == []
    assert await InboxMessage.all().count() == 1


async def test_a_second_delivery_changes_nothing_and_is_not_stored_twice(database: str) -> None:
    (first,) = await keep(mail(4, "hola"))
    assert await keep(mail(5, "hola"), mail(6, "hola")) == []
    assert await RawMessage.all().count() == 1
    same = [m for m in await listed() if m["id"] != first]
    assert [(m["outcome"], m["why"]) for m in same] == [("ignored", "same_message")] * 2


async def test_a_mailbox_numbered_anew_is_read_again_and_nothing_waits_again(
    database: str,
) -> None:
    await keep(mail(4), mail(5))
    assert await inbox.position(BOX, 8) == 0
    assert await keep(mail(1, "mail 4"), mail(2, "mail 5"), mail(3), validity=8) != []
    assert len(await inbox.waiting()) == 3
    assert await inbox.position(BOX, 8) == 3
    assert await inbox.position(BOX, 7) == 0


async def test_the_position_never_goes_back(database: str) -> None:
    await keep(mail(9))
    await keep(mail(4))
    assert await inbox.position(BOX, 7) == 9


async def test_a_message_takes_effect_once(database: str) -> None:
    (one,) = await keep(mail(4))
    effects = 0

    async def effect() -> Settlement:
        nonlocal effects
        effects += 1
        return DONE

    made = await asyncio.gather(*(inbox.settle(one, effect, NOW) for _ in range(5)))
    assert effects == 1
    assert sorted(map(str, made)) == sorted(map(str, [DONE, None, None, None, None]))
    assert await inbox.kept(one) is None


async def test_an_effect_that_fails_leaves_no_trace(database: str) -> None:
    (one,) = await keep(mail(4))

    async def broken() -> Settlement:
        await Contact.create(created_at=NOW, updated_at=NOW)
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        await inbox.settle(one, broken, NOW)
    assert await Contact.all().count() == 0
    assert await inbox.waiting() == [one]


async def test_two_processes_that_kept_the_same_mail_let_it_take_effect_once(
    database: str,
) -> None:
    (one,) = await keep(mail(4, "hola"))
    # Another mailbox, read at the same moment, where neither saw the other's row.
    twin = await InboxMessage.get(id=one)
    await InboxMessage.bulk_create(
        [
            InboxMessage(
                mailbox="b",
                uidvalidity=1,
                uid=1,
                fingerprint=twin.fingerprint,
                received_at=NOW,
                size=4,
            )
        ]
    )
    other = (await InboxMessage.all().order_by("-id").first()) or twin
    assert (await inbox.settle(other.id, done, NOW)) == Settlement(
        "unknown", "ignored", "same_message"
    )
    assert await inbox.settle(one, done, NOW) == DONE


async def test_three_failures_shelve(database: str) -> None:
    (one,) = await keep(mail(4))
    said = [await inbox.failed(one, "failed:X", NOW, counted=False) for _ in range(ATTEMPTS)]
    assert said == [False, False, True]
    assert await inbox.waiting() == []
    (shelved,) = await listed(shelf=True)
    assert (shelved["outcome"], shelved["why"]) == ("shelved", "failed:X")


async def test_what_ends_the_program_three_times_is_shelved(database: str) -> None:
    (one,) = await keep(mail(4))
    assert [await inbox.begin(one, NOW) for _ in range(ATTEMPTS + 1)] == [True] * 3 + [False]
    (shelved,) = await listed(shelf=True)
    assert shelved["why"] == "ended_the_program"


async def test_a_failure_counted_before_is_not_counted_twice(database: str) -> None:
    (one,) = await keep(mail(4))
    for n in range(ATTEMPTS):
        assert await inbox.begin(one, NOW)
        assert await inbox.failed(one, "x", NOW, counted=True) == (n == ATTEMPTS - 1)


async def test_what_the_server_will_not_hand_out_is_shelved_and_passed_by(database: str) -> None:
    for _ in range(2):
        await inbox.keep_unread(BOX, 7, 12, NOW)
    assert await inbox.position(BOX, 7) == 12
    (shelved,) = await listed(shelf=True)
    assert shelved["why"] == "could_not_be_fetched"


async def test_only_what_is_settled_is_marked_and_only_once(database: str) -> None:
    one, two, _ = await keep(mail(4), mail(5), mail(6))
    assert await inbox.unmarked(BOX, 7) == []
    await inbox.settle(one, done, NOW)

    async def shelve() -> Settlement:
        return Settlement("unknown", "shelved", "unknown_sender")

    await inbox.settle(two, shelve, NOW)
    assert await inbox.unmarked(BOX, 7) == [(one, 4)]
    assert await inbox.unmarked(BOX, 8) == []
    await inbox.marked([one], NOW)
    assert await inbox.unmarked(BOX, 7) == []


async def test_the_list_has_the_shape_of_the_command_line(database: str) -> None:
    contact = await Contact.create(external_id="C-1", created_at=NOW, updated_at=NOW)
    one, _ = await keep(mail(4), mail(5))

    async def effect() -> Settlement:
        return Settlement("confirm", "applied", "confirmed", contact.id, None)

    await inbox.settle(one, effect, NOW)
    first, second = await listed()
    assert first == {
        "id": one,
        "received_at": NOW.isoformat(),
        "message_id": "mail 4@example.org",
        "kind": "confirm",
        "contact": contact.id,
        "external_id": "C-1",
        "outcome": "applied",
        "why": "confirmed",
    }
    assert (second["kind"], second["outcome"]) == (None, None)
    assert await listed(shelf=True) == []


@given(st.text(), st.text(), st.binary())
def test_a_fingerprint_forgets_line_ends_and_remembers_the_rest(
    message_id: str, sender: str, body: bytes
) -> None:
    one = fingerprint_of(message_id, sender, "d", body)
    assert one == fingerprint_of(message_id, f" {sender.lower()} ", "d", body + b"\r\n")
    assert one != fingerprint_of(message_id, sender, "d", body + b"x")
    assert one != fingerprint_of(f"{message_id}x", sender, "d", body)


def test_two_short_answers_without_message_id_are_told_apart_by_their_dates() -> None:
    monday, tuesday = (fingerprint_of("", "a@x.test", day, b"si") for day in ("Mon", "Tue"))
    assert monday != tuesday
