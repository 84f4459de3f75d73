"""How many mails may go, and when: pure arithmetic over what was sent before."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.outgoing import send_due
from mail.pacing import MINUTE, quiet_until, room, window
from mail.settings import QuietHours, SendingSettings
from storage.outbox import Used
from storage.texts import LANGUAGES, keys, say
from tests.mail.sending import outgoing

MADRID = ZoneInfo("Europe/Madrid")
NONE = Used(0, {})
clocks = st.times().map(lambda moment: moment.replace(microsecond=0))


@given(st.integers(1, 100_000))
def test_the_windows_of_a_minute_hold_no_more_than_the_rate(rate: int) -> None:
    settings = SendingSettings(MADRID, rate=rate, batch=1_000_000)
    allowed = room(settings, NONE, NONE, quiet=False).limit
    windows = -(-MINUTE // window(rate))
    assert allowed >= 1
    assert allowed * windows <= max(rate, 1) + windows
    assert allowed * (MINUTE // window(rate)) <= rate


@given(st.integers(0, 500), st.integers(0, 1_000), st.integers(1, 300))
def test_what_was_sent_counts_and_a_batch_is_the_most(rate: int, sent: int, batch: int) -> None:
    settings = SendingSettings(MADRID, rate=rate, batch=batch)
    limit = room(settings, Used(sent, {}), NONE, quiet=False).limit
    assert 0 <= limit <= batch
    if rate and sent >= rate:
        assert limit == 0


def test_domains_have_rates_of_their_own_and_zero_is_no_limit() -> None:
    rates = {"a.test": 10, "b.test": 0, "*": 5}
    settings = SendingSettings(MADRID, domain_rates=rates)
    space = room(settings, NONE, Used(9, {"a.test": 4, "c.test": 5, "b.test": 7}), quiet=False)
    unlimited = settings.batch
    assert dict(space.domains) == {"a.test": 6, "b.test": unlimited, "c.test": 0}
    assert space.others == 5
    free = room(SendingSettings(MADRID, domain_rates={"*": 0}), NONE, NONE, quiet=False)
    assert (dict(free.domains), free.others) == ({}, None)


@given(clocks, clocks, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001 - made aware below
def test_quiet_hours_end_when_they_say(start: time, end: time, naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    settings = SendingSettings(MADRID, quiet=QuietHours(start, end))
    until = quiet_until(now, settings)
    if until is None:
        return
    assert now < until <= now + timedelta(hours=26)
    assert quiet_until(until + timedelta(hours=1), settings) != until
    local = until.astimezone(MADRID)
    # On the night in which the clocks go forward, an end between two and three does not exist.
    assert local.time() == end or (end.hour == 2 and local.month == 3)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (23, True), (3, True), (8, False), (12, False)]
)
def test_a_night_reaches_over_midnight(hour: int, quiet: bool) -> None:
    settings = SendingSettings(MADRID, quiet=QuietHours(time(22), time(8)))
    now = datetime(2026, 7, 6, hour, tzinfo=MADRID)
    assert (quiet_until(now, settings) is not None) == quiet


async def test_a_server_address_that_is_none_is_a_fault(database: str) -> None:
    done = await send_due(outgoing(0, url="smtp://mx.example:port"))
    assert done.fault is not None
    assert done.fault.code == "smtp_bad_url"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_sentence_that_says_what_to_do(language: str) -> None:
    told = {key for key in keys(language) if key.startswith("smtp.")}
    assert told == {key for key in keys("es") if key.startswith("smtp.")}
    for key in told:
        assert "{" not in say(language, key, server="mx:25", why="x", user="tienda")
