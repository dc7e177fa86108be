"""What the scorecard is learnt from is held out by whole hands."""

from tools.train_scorecard import FOLDS, dealt

HANDS = [f"hand_{n}" for n in range(FOLDS)]
QUERIES = [f"q{n}" for n in range(200)]


def test_each_hand_has_a_fold_of_its_own() -> None:
    fold_of = dealt([*QUERIES, *(hand for hand in HANDS for _ in range(3))])

    assert sorted(fold_of[hand] for hand in HANDS) == list(range(FOLDS))


def test_the_folds_are_the_same_whatever_the_order_and_as_large_as_each_other() -> None:
    fold_of = dealt(QUERIES)

    assert dealt(reversed(QUERIES)) == fold_of
    folds = list(fold_of.values())
    assert {folds.count(fold) for fold in range(FOLDS)} == {len(QUERIES) // FOLDS}
