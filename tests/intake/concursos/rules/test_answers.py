"""What may be answered to each step of an application, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.concursos.rules.answers import Terms, read_answer
from intake.concursos.rules.application import LEFT_EMPTY, STEPS, next_step
from intake.errors import RefusedError

BOUNDS = Terms(("comunidad", "municipalidad"), 50_000, 18)


@pytest.mark.parametrize(
    ("step", "text", "kept"),
    [
        ("quien", "comunidad", "comunidad"),
        ("beneficiarios", "unas 120 personas", "120"),
        ("beneficiarios", "1.500", "1500"),
        ("beneficiarios", "80 familias", "80"),
        ("monto", "S/ 45,000.00", "45000"),
        ("monto", "45 000 soles", "45000"),
        ("monto", "s/. 45000", "45000"),
        ("monto", "45 mil soles", "45000"),
        ("monto", "45.5 mil", "45500"),
        ("monto", "S/.45000", "45000"),
        ("monto", "S/ 45.000,00", "45000"),
        ("beneficiarios", "1,5 millones", "1500000"),
        ("beneficiarios", "3 milagros", "3"),
        ("beneficiarios", "120 personas en 3 comunidades", "120"),
        ("monto", "45 mil 500", "45500"),
        ("monto", "10 mil quinientos", "10500"),
        ("monto", "dos mil quinientos", "2500"),
        ("monto", "S/ 45’000", "45000"),
        ("meses", "1 año", "12"),
        ("meses", "año y medio", "18"),
        ("meses", "24 semanas", "6"),
        ("lugar", "210607", "210607"),
        ("monto", "50000", "50000"),
        ("meses", "12 meses", "12"),
        ("meses", "18", "18"),
        ("contacto", "", LEFT_EMPTY),
        ("contacto", "951 000 111", "951 000 111"),
        ("titulo", "  Agua   limpia ", "Agua limpia"),
    ],
)
def test_it_is_read_as_people_mean_it(step: str, text: str, kept: str) -> None:
    assert read_answer(step, text, BOUNDS) == kept


@pytest.mark.parametrize(
    ("step", "text", "said"),
    [
        ("quien", "empresa", "Elige"),
        ("beneficiarios", "muchas", "con números"),
        ("beneficiarios", "0", "no parece correcto"),
        ("beneficiarios", "0", "cuántas personas"),
        ("beneficiarios", "20 30", "cuántas personas"),
        ("beneficiarios", "mis 2 hijos y 30 vecinos", "más de un número"),
        ("monto", "US$ 5000", "en soles"),
        ("monto", "-5000", "no parece correcto"),
        ("monto", "1.5000", "cifra completa"),
        ("monto", "45 mil 5", "cifra completa"),
        ("lugar", "951000111", "tu distrito"),
        ("lugar", "990101", "tu distrito"),
        ("lugar", "a" * 151, "en una línea"),
        ("monto", "50001", "S/ 50 000"),
        ("meses", "24", "18 meses"),
        ("propuesta", "Agua", "un poco más"),
        ("titulo", "a" * 151, "en una línea"),
        ("nombre", "", "No entendí"),
    ],
)
def test_what_does_not_fit_says_what_would(step: str, text: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        read_answer(step, text, BOUNDS)


@given(st.sampled_from(STEPS), st.text(max_size=400))
def test_any_words_are_kept_or_refused_in_words(step: str, text: str) -> None:
    try:
        kept = read_answer(step, text, BOUNDS)
    except RefusedError:
        return
    assert kept
    assert next_step({step: kept}) != step


@given(
    st.sampled_from(("beneficiarios", "monto", "meses", "lugar")),
    st.text(alphabet="0123456789٤ .,'-/Smilones\n", max_size=400),
)
def test_any_figures_are_kept_as_a_number_within_bounds_or_refused(step: str, text: str) -> None:
    try:
        kept = read_answer(step, text, BOUNDS)
    except RefusedError:
        return
    if step != "lugar":
        most = {"monto": 50_000, "meses": 18, "beneficiarios": 10_000_000}[step]
        assert 1 <= int(kept) <= most


@given(st.integers(1, 50_000), st.sampled_from((",", ".", " ", "'", "")), st.booleans())
def test_an_amount_is_the_same_however_its_thousands_are_parted(
    amount: int, mark: str, cents: bool
) -> None:
    typed = f"{amount:,}".replace(",", mark)
    if cents:
        typed += ".00" if mark != "." else ",00"
    assert read_answer("monto", f"S/ {typed}", BOUNDS) == str(amount)
