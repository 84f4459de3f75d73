"""The table of ways is total, and no row of it lets anybody in who has proved nothing."""

from itertools import product

import pytest

from storage.rules.corrections import Trust
from storage.rules.incoming import Mark, Matter, Sender, Way, decide

EVERY = list(product(Matter, Mark, Sender))
OURS = {Mark.VALID, Mark.EXPIRED, Mark.MESSAGE_ID}


@pytest.mark.parametrize(("matter", "mark", "sender"), EVERY)
def test_every_case_has_a_way_with_a_reason(matter: Matter, mark: Mark, sender: Sender) -> None:
    way = decide(matter, mark, sender)
    assert isinstance(way, Way)
    assert way.why


@pytest.mark.parametrize(("matter", "mark", "sender"), EVERY)
def test_only_a_valid_token_and_the_known_sender_together_are_trusted(
    matter: Matter, mark: Mark, sender: Sender
) -> None:
    trusted = decide(matter, mark, sender).trust is Trust.VERIFIED
    assert trusted == (matter is Matter.PERSON and mark is Mark.VALID and sender is Sender.KNOWN)


@pytest.mark.parametrize(("mark", "sender"), list(product(Mark, Sender)))
def test_a_bounce_counts_only_with_our_token_or_message_id(mark: Mark, sender: Sender) -> None:
    step = decide(Matter.BOUNCE, mark, sender).step
    assert step == ("bounce" if mark in {Mark.VALID, Mark.MESSAGE_ID} else "shelve")


@pytest.mark.parametrize(("mark", "sender"), list(product(Mark, Sender)))
def test_a_complaint_report_counts_only_when_it_is_about_our_mail(
    mark: Mark, sender: Sender
) -> None:
    step = decide(Matter.COMPLAINT, mark, sender).step
    assert step == ("complain" if mark in OURS else "shelve")


@pytest.mark.parametrize("mark", list(Mark))
def test_a_refusal_is_believed_from_the_own_address_and_from_no_other(mark: Mark) -> None:
    assert decide(Matter.UNSUBSCRIBE, mark, Sender.KNOWN).step == "refuse"
    assert decide(Matter.UNSUBSCRIBE, mark, Sender.OTHER).step == (
        "hold" if mark in OURS else "shelve"
    )


@pytest.mark.parametrize(("mark", "sender"), list(product(Mark, Sender)))
def test_machines_and_noise_never_change_data(mark: Mark, sender: Sender) -> None:
    for matter in (Matter.DELAY, Matter.AUTO_REPLY, Matter.NOISE):
        assert decide(matter, mark, sender).step in {"ignore", "note", "shelve"}


def test_a_stranger_is_never_read_as_a_customer() -> None:
    for matter, mark in product(Matter, (Mark.NONE, Mark.FORGED)):
        assert decide(matter, mark, Sender.OTHER).step in {"ignore", "shelve"}
