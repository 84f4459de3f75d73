"""Merges, edits, imports, consents and undoes in any order: every value is found again."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage.rules.subscriptions import ConsentAct
from tests.storage.merging.world import FIELDS, World, nothing_refers_to_nothing

_NUMBER = itertools.count(1)
PEOPLE = 4
who = st.integers(0, PEOPLE - 1)
fields = st.sampled_from(FIELDS)
arrivals = st.lists(st.tuples(st.sets(fields), st.booleans()), min_size=PEOPLE, max_size=PEOPLE)
merges = st.tuples(
    st.just("merge"),
    st.lists(who, min_size=2, max_size=3),
    st.dictionaries(fields, st.integers(0, 2), max_size=3),
)
steps = st.one_of(
    merges,
    merges,
    st.tuples(st.just("separate"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("separate"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("edit"), who, fields),
    st.tuples(st.just("take_back_edit"), st.integers(0, 5)),
    st.tuples(st.just("write"), who),
    st.tuples(st.just("add_address"), who),
    st.tuples(st.just("import_row"), who, fields),
    st.tuples(st.just("agree"), who, st.sampled_from([ConsentAct.STATED, ConsentAct.GRANTED])),
    st.tuples(st.just("refuse"), who),
    st.tuples(st.just("hold"), who),
)
anything = given(arrivals, st.lists(steps, min_size=4, max_size=14))
# Each step asks the database much: to shrink an example would take longer than a test may.
_HOW = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@settings(_HOW, max_examples=5)
@anything
async def test_every_value_is_found_again(
    database: str, tmp_path: Path, people: list[Any], done: list[Any]
) -> None:
    await live(World(tmp_path, next(_NUMBER)), people, done)


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(_HOW, max_examples=500)
@anything
async def test_every_value_is_found_again_in_hundreds_of_lives(
    database: str, tmp_path: Path, people: list[Any], done: list[Any]
) -> None:
    await live(World(tmp_path, next(_NUMBER)), people, done)


async def live(world: World, people: list[Any], done: list[Any]) -> None:
    """Let people arrive and things happen to them; in the end take every merge back."""
    for named, agrees in people:
        await world.arrive(sorted(named), agrees=agrees)
    for step in done:
        await take(world, step)
        if step[0] in ("merge", "separate"):
            await world.check()
    while world.merges:
        await world.separate(len(world.merges) - 1, other=False)
    await world.check()
    await nothing_refers_to_nothing()


async def take(world: World, step: Any) -> None:
    """Do one thing of those that can happen."""
    match step:
        case "merge", ids, choices:
            await world.merge([world.people[one] for one in ids], choices)
        case "separate", at, other:
            await world.separate(at, other=other)
        case "take_back_edit", at:
            await world.take_back_edit(at)
        case name, person, *more:
            await getattr(world, name)(world.people[person], *more)
