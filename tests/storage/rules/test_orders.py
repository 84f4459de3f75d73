"""The tables of orders and tickets are total, and say what good sense says."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.orders import OWES_NOTHING, OrderState, move
from storage.rules.tickets import UNSETTLED, TicketAct, TicketState, after


@pytest.mark.parametrize(("state", "to"), list(product(OrderState, OrderState)))
def test_every_pair_of_an_order_has_a_written_outcome(state: OrderState, to: OrderState) -> None:
    step = move(state, to)
    assert step.why
    assert not (step.allowed and state is to)


@given(st.lists(st.sampled_from(OrderState)))
def test_an_order_goes_on_and_ends_but_never_back(wishes: list[OrderState]) -> None:
    state, passed = OrderState.ORDERED, [OrderState.ORDERED]
    for wish in wishes:
        if move(state, wish).allowed:
            assert state not in OWES_NOTHING
            state = wish
            passed.append(wish)
    assert len(passed) == len(set(passed))


def test_what_was_handed_over_comes_back_and_is_not_called_off() -> None:
    assert move(OrderState.DELIVERED, OrderState.CANCELLED).why == "delivered_already"
    assert move(OrderState.DELIVERED, OrderState.RETURNED).allowed
    assert move(OrderState.ORDERED, OrderState.RETURNED).why == "not_sent_yet"
    assert move(OrderState.ORDERED, OrderState.DELIVERED).allowed


@pytest.mark.parametrize(("state", "act"), list(product(TicketState, TicketAct)))
def test_every_pair_of_a_ticket_has_a_written_outcome(state: TicketState, act: TicketAct) -> None:
    change = after(state, act)
    assert change.why
    assert change.changed == (change.state is not state)


@given(st.lists(st.sampled_from(TicketAct)))
def test_a_ticket_that_is_settled_is_taken_up_only_by_opening_it_again(
    acts: list[TicketAct],
) -> None:
    state = TicketState.OPEN
    for act in acts:
        was = state
        state = after(state, act).state
        if was not in UNSETTLED and state in UNSETTLED:
            assert act is TicketAct.REOPEN
    assert after(state, TicketAct.CLOSE).state is TicketState.CLOSED
