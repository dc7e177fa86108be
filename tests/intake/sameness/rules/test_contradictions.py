"""What looks the same and says the contrary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.sameness import matching
from intake.sameness.rules.contradictions import contradictions

PUENTE = "Que construyan el puente de Pucamarca sobre el río"
NO_PUENTE = "Que no construyan el puente de Pucamarca sobre el río"
ESCUELA = "En la escuela 70543 de Taraco se cayó el techo del aula"
PAIRS = [(PUENTE, NO_PUENTE, "niega"), (ESCUELA, ESCUELA.replace("43", "44"), "números")]


@pytest.mark.parametrize(("one", "other", "said"), PAIRS)
def test_a_denial_or_another_number_is_seen_from_both_sides(
    one: str, other: str, said: str
) -> None:
    for mine, theirs in ((one, other), (other, one)):
        (told,) = contradictions(mine, theirs)
        assert said in told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pedimos un inicial en Ayancocha", "Pedimos que no cierren el inicial de Ayancocha"),
        ("Que abran la casa del anciano", "Que no cierren la casa del anciano"),
        ("El cerro se abre, que nos reubiquen", "El cerro se abre y no queremos que nos reubiquen"),
    ],
)
def test_who_asks_that_it_not_be_done_wants_the_opposite(one: str, other: str) -> None:
    for mine, theirs in ((one, other), (other, one)):
        assert contradictions(mine, theirs) == ("uno pide que algo no se haga, y el otro no",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Los niños que no van a la escuela", "Hay niños sin escuela"),
        ("Dicen que no hay plata", "No tienen plata"),
        ("No hay agua en Taraco", "Hace un mes que no hay agua en Taraco"),
        ("No tenemos agua", "El agua no llega"),
        ("La escuela 70543 no tiene techo", "La escuela no tiene techo"),
        ("Nunca viene el médico", "El médico no viene nunca"),
        ("Se malogró la bomba y no hay agua", "Estamos sin agua, la bomba no sirve"),
        ("Ya fuimos y no pasa nada", "Los alumnos pasan el río en oroya"),
        ("Somos como 20 familias", "Somos 200 familias"),
        (PUENTE, PUENTE),
    ],
)
def test_the_same_told_otherwise_is_no_contradiction(one: str, other: str) -> None:
    assert contradictions(one, other) == ()
    assert contradictions(other, one) == ()


@given(one=st.text(max_size=80), other=st.text(max_size=80))
def test_nothing_contradicts_itself_and_both_ways_agree(one: str, other: str) -> None:
    assert contradictions(one, one) == ()
    assert len(contradictions(one, other)) == len(contradictions(other, one))


def test_only_words_of_the_first_are_repeated() -> None:
    said = " ".join(contradictions(ESCUELA, "La escuela N.º 99887 de Taraco"))
    assert "70543" in said
    assert "99887" not in said


@pytest.mark.parametrize(
    ("one", "other", "places"),
    [(*pair[:2], ("210607", "210607")) for pair in PAIRS]
    + [(PUENTE, PUENTE, ("210607", "080101"))],
)
async def test_such_a_pair_is_never_joined_unasked(
    session: AsyncSession, one: str, other: str, places: tuple[str, str]
) -> None:
    sides = [(text, place, "problema") for text, place in zip((one, other), places, strict=True)]
    evidence, judgement = await matching.compare_texts(session, sides[0], sides[1])

    assert judgement.outcome != "link"
    assert judgement.probability < 0.5
    assert not any("comparten" in each and "70543" in each for each in judgement.reasons)
    assert evidence.shared or evidence.names
