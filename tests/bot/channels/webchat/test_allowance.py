"""The three limits of the page's door: fair, in bounded memory, and given back where we failed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat.allowance import Allowance, Limit, Taken


def test_it_forgets_who_has_gone() -> None:
    limit = Limit(30, 2.0)
    for number in range(5000):
        limit.count(str(number), float(number))
    assert len(limit.paid_at) < 1100


def test_no_number_of_visitors_fills_the_memory() -> None:
    allowance = Allowance()
    for number in range(60_000):
        allowance.visitor.count(str(number), 0.0, 25)
        allowance.origin.count(str(number), 0.0)
    assert len(allowance.visitor.paid_at) <= 20_001
    assert len(allowance.origin.paid_at) <= 20_001


def test_a_new_visitor_costs_more_than_one_that_is_known() -> None:
    def most(*, is_new: bool) -> int:
        allowance = Allowance()
        number = 0
        while isinstance(allowance.take(f"v{number}", "red", 0.0, is_new=is_new), Taken):
            number += 1
        return number

    assert most(is_new=False) == 5 * most(is_new=True)


def test_over_all_networks_there_is_an_end_too() -> None:
    allowance = Allowance()
    answers = [
        allowance.take(f"v{number}", f"red {number}", 0.0, is_new=True) for number in range(2000)
    ]
    assert sum(isinstance(each, Taken) for each in answers) == 1200


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=200))
def test_who_waits_as_long_as_told_is_taken(messages: list[tuple[str, float]]) -> None:
    allowance, at = Allowance(), 0.0
    for visitor, pause in messages:
        at += pause
        answer = allowance.take(visitor, "red", at, is_new=False)
        if not isinstance(answer, Taken):
            assert isinstance(allowance.take(visitor, "red", at + answer, is_new=False), Taken)
            at += answer


@given(st.integers(1, 60))
def test_what_is_given_back_was_never_taken(number: int) -> None:
    allowance = Allowance()
    for _ in range(number):
        taken = allowance.take("v", "red", 0.0, is_new=True)
        assert isinstance(taken, Taken)
        allowance.give_back(taken)
    assert isinstance(allowance.take("v", "red", 0.0, is_new=True), Taken)
