"""Soles and months of a concurso, as a clerk types them."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

import admin_cli.terminal.runner
from admin_cli.commands.concurso.options import months, soles
from intake.kinds import Role
from intake.store.models import Concurso
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_operator

CREATE = (
    *("concurso", "crear", "--titulo", "Agua segura"),
    *("--abre", "2027-01-11 08:00", "--cierra", "2027-02-13 00:00", "--como", "marta"),
)


@pytest.fixture
def desk(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal with an account of the Secretaría Técnica."""
    monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: NOW)
    terminal.do(
        lambda session: an_operator(session, NOW, username="marta", role=Role.SECRETARIA_TECNICA)
    )
    return terminal


def test_a_ceiling_with_a_point_is_thousands_and_months_may_be_a_year(desk: Terminal) -> None:
    made = desk.ayni(*CREATE, "--tope", "50.000", "--fondo", "S/ 2'500,000", "--meses", "1 año")
    assert made.exit_code == 0, made.stderr

    async def kept(session: AsyncSession) -> Concurso:
        return (await session.scalars(sa.select(Concurso))).one()

    concurso = desk.do(kept)
    assert (concurso.ceiling, concurso.fund, concurso.months) == (50_000, 2_500_000, 12)


@pytest.mark.parametrize(
    ("option", "typed", "said"),
    [
        ("--tope", "US$ 50000", "no está en soles"),
        ("--tope", "50.0000", "dos maneras"),
        ("--tope", "-5", "es negativo"),
        ("--fondo", "0", "mayor que cero"),
        ("--meses", "6 a 12", "más de un número"),
        ("--meses", "pronto", "no tiene un número"),
    ],
)
def test_what_is_no_amount_is_refused_with_what_to_write(
    desk: Terminal, option: str, typed: str, said: str
) -> None:
    refused = desk.ayni(*CREATE, option, typed)
    assert refused.exit_code == 2
    words = " ".join(refused.stderr.replace("│", " ").split())
    assert said in words
    assert "Escriba" in words


def test_the_same_reader_reads_both() -> None:
    assert (soles("45 mil"), months("año y medio")) == (45_000, 18)
