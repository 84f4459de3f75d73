"""Merges, edits, imports, consents and undoes in any order: every value is found again."""

import itertools
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
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


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(arrivals, st.lists(steps, min_size=4, max_size=14))
async def test_every_value_is_found_again(
    database: str, tmp_path: Path, people: list[Any], done: list[Any]
) -> None:
    world = World(tmp_path, next(_NUMBER))
    for named, agrees in people:
        await world.arrive(sorted(named), agrees=agrees)
    for step in done:
        await take(world, step)
        if step[0] in ("merge", "separate"):
            await world.check()
    while world.merges:
        for event in sorted(world.merges, reverse=True):
            await world.separate(sorted(world.merges).index(event), other=False)
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
