"""How a point is decided: invariants, whatever the votes."""

from hypothesis import given
from hypothesis import strategies as st

from intake.errors import RefusedError
from intake.grupo.rules import voting
from intake.grupo.rules.organs import organs
from intake.kinds import Ballot

SEATS = tuple(organs().seats)
BALLOTS = st.dictionaries(st.sampled_from(SEATS), st.sampled_from(Ballot))


@given(BALLOTS, st.none() | st.sampled_from(Ballot))
def test_art_18_nothing_is_approved_without_more_for_than_against_or_a_cast_tie(
    ballots: dict[str, Ballot], casting: Ballot | None
) -> None:
    counted = voting.tally(list(ballots.values()))
    approved = voting.decide(counted, casting)
    if approved:
        assert counted.favour > counted.against or (counted.is_tie and casting is Ballot.FAVOR)
    if counted.favour != counted.against:
        assert approved == voting.decide(counted, None)


@given(BALLOTS, st.sets(st.sampled_from(SEATS)))
def test_arts_16_and_18_votes_that_are_not_of_all_who_are_there_are_refused(
    ballots: dict[str, Ballot], present: set[str]
) -> None:
    may = bool(ballots) and ballots.keys() == present
    try:
        voting.check_ballots(ballots, present)
        assert may
    except RefusedError:
        assert not may


@given(BALLOTS, st.sampled_from(Ballot), st.booleans())
def test_art_23c_a_casting_vote_is_for_a_tie_by_a_chair_that_is_there(
    ballots: dict[str, Ballot], casting: Ballot, chair_present: bool
) -> None:
    counted = voting.tally(list(ballots.values()))
    may = counted.is_tie and chair_present and casting is not Ballot.ABSTENCION
    try:
        voting.check_casting(counted, casting, chair_present=chair_present)
        assert may
    except RefusedError:
        assert not may
