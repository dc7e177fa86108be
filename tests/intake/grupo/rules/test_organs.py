"""The seats of the Grupo de Trabajo, and the file that names them."""

from datetime import date

import pytest

from intake.errors import DataFileError, NotFoundError
from intake.grupo.rules.organs import organs, parse_organs


def test_art_12_there_are_seven_seats_one_presides_and_one_is_the_secretaria() -> None:
    seats = organs().seats.values()
    assert len(seats) == 7
    assert organs().chair.id == "vmpes"
    assert [seat.id for seat in seats if seat.is_secretary] == ["dgse"]


def test_an_organ_bears_the_name_it_had_on_the_day() -> None:
    seat = organs().get("DGSE")
    assert "Innovación" not in seat.name_on(date(2018, 1, 1))
    assert "Innovación" in seat.name_on(date(2026, 1, 1))
    with pytest.raises(NotFoundError, match="vmpes"):
        organs().get("otro")


@pytest.mark.parametrize(
    "text",
    ["", "asientos: []\nplazos: {}", "asientos:\n- id: uno\n  nombres: {}\nplazos: {}", "a: [b"],
)
def test_a_file_of_organs_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(DataFileError, match=r"organs\.yaml"):
        parse_organs(text)
