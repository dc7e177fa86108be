"""What the order owes to each weight."""

from intake.necesidades.rules.ranking import place_all
from intake.necesidades.rules.sensitivity import always_first, sensitivity


def test_sensitivity_says_who_comes_goes_and_moves_where_a_weight_is_another() -> None:
    values = {1: {"a": 5.0, "b": 0.0}, 2: {"a": 0.0, "b": 4.9}, 3: {"a": 2.0, "b": 2.0}}

    changes = {
        (each.criterion, each.factor): each.shift
        for each in sensitivity(values, {"a": 50, "b": 50}, first=2)
    }

    assert [each.id for each in place_all(values, {"a": 50, "b": 50})] == [1, 2, 3]
    assert len(changes) == 6
    assert changes["a", 1.2].is_none
    assert changes["a", 0.8].moved == ((1, 1, 2), (2, 2, 1))
    without = changes["a", 0.0]
    assert (without.entered, without.left, without.moved) == ((3,), (1,), ((2, 2, 1),))


def test_leaving_a_criterion_out_is_tried_unless_it_is_the_only_one() -> None:
    values = {1: {"a": 5.0}, 2: {"a": 1.0}}

    changes = sensitivity(values, {"a": 100}, first=1)

    assert [each.factor for each in changes] == [1.2, 0.8]
    assert all(each.shift.is_none for each in changes)


def test_those_always_first_are_those_that_no_change_drives_out() -> None:
    values = {1: {"a": 5.0, "b": 4.0}, 2: {"a": 5.0, "b": 0.0}, 3: {"a": 0.0, "b": 4.9}}
    weights = {"a": 50.0, "b": 50.0}

    before = place_all(values, weights)
    changes = sensitivity(values, weights, first=2)

    assert [each.id for each in before] == [1, 2, 3]
    assert always_first(before, changes, first=2) == [1]
    assert [(each.criterion, each.factor) for each in changes if each.shift.left] == [
        ("a", 0.8),
        ("a", 0.0),
        ("b", 1.2),
    ]
