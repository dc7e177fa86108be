"""Areas by name or ubigeo."""

import pytest

from intake.errors import NotFoundError
from intake.places.rules.areas import prefixes_of
from intake.places.rules.gazetteer import District

DISTRICTS = (
    District("210101", "Puno", "Puno", "Puno"),
    District("210504", "Santa Rosa", "El Collao", "Puno"),
    District("210808", "Santa Rosa", "Melgar", "Puno"),
    District("140114", "Santa Rosa", "Chiclayo", "Lambayeque"),
    District("100601", "Rupa-Rupa", "Leoncio Prado", "Huánuco"),
)


@pytest.mark.parametrize(
    ("named", "prefixes"),
    [
        ({}, ()),
        ({"region": "puno"}, ("21",)),
        ({"region": "HUANUCO"}, ("10",)),
        ({"region": "21"}, ("21",)),
        ({"province": "melgar"}, ("2108",)),
        ({"district": "Santa Rosa"}, ("140114", "210504", "210808")),
        ({"district": "Santa Rosa", "region": "Puno"}, ("210504", "210808")),
        ({"district": "Santa Rosa", "province": "Melgar"}, ("210808",)),
        ({"district": "rupa rupa"}, ("100601",)),
        ({"district": "210101"}, ("210101",)),
    ],
)
def test_a_name_covers_all_that_are_called_so(
    named: dict[str, str], prefixes: tuple[str, ...]
) -> None:
    assert prefixes_of(DISTRICTS, **named) == prefixes


@pytest.mark.parametrize(
    ("named", "offered"),
    [
        ({"region": "Punno"}, "Puno"),
        ({"province": "Melgra"}, "Melgar"),
        ({"district": "21"}, "6 cifras"),
        ({"district": "Rupa Rupa", "region": "Puno"}, "dentro de «Puno»"),
    ],
)
def test_an_unknown_name_says_what_it_may_be(named: dict[str, str], offered: str) -> None:
    with pytest.raises(NotFoundError, match=offered):
        prefixes_of(DISTRICTS, **named)
