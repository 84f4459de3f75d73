"""Pairs become people, without chaining strangers together."""

from storage.likeness.clusters import Link, clusters


def test_records_of_one_person_come_together() -> None:
    (one,) = clusters([Link(1, 2, 0.99, "same"), Link(2, 3, 0.98, "same")])
    assert (one.contacts, one.verdict, one.score) == ((1, 2, 3), "same", 0.98)


def test_a_doubtful_record_is_offered_beside_the_sure_ones() -> None:
    found = clusters([Link(1, 2, 0.99, "same"), Link(2, 3, 0.9, "maybe")])
    assert [(one.contacts, one.verdict) for one in found] == [
        ((1, 2), "same"),
        ((1, 2, 3), "maybe"),
    ]


def test_one_bridge_does_not_join_two_families() -> None:
    sure = [Link(1, 2, 0.99, "same"), Link(3, 4, 0.99, "same")]
    found = clusters([*sure, Link(2, 3, 0.6, "maybe")])
    assert [one.contacts for one in found] == [(1, 2), (3, 4)]


def test_whom_a_person_told_apart_no_third_record_brings_together() -> None:
    links = [Link(1, 2, 0.99, "same"), Link(2, 3, 0.98, "same")]
    found = clusters(links, frozenset({(1, 3)}))
    assert [one.contacts for one in found] == [(1, 2)]
