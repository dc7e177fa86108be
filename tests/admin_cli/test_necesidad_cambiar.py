"""`ayni necesidad unir`, `quitar` and `partir`: asked before an aporte moves or people are told."""

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.store.models import Necesidad
from intake.words.codes import spoken
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_necesidad, an_aporte


def two_necesidades(terminal: Terminal, *, prioritised: bool = False) -> tuple[str, str, str]:
    """The numbers of two necesidades, and the code of an aporte in the first."""

    async def work(session: AsyncSession) -> tuple[str, str, str]:
        aporte = await an_aporte(session, NOW, state=AporteState.PRIORIZACION)
        one = await a_necesidad(session, NOW, title="Agua segura", aportes=[aporte])
        other = await a_necesidad(session, NOW, title="Riego")
        if prioritised:
            one.prioritised_at = NOW
        return str(one.necesidad_id), str(other.necesidad_id), spoken(aporte.code)

    return terminal.do(work)


def test_an_aporte_of_another_ficha_moves_only_when_that_is_confirmed(terminal: Terminal) -> None:
    one, other, code = two_necesidades(terminal)

    unasked = terminal.ayni("necesidad", "unir", other, code, "--como", "luis")
    again = terminal.ayni("necesidad", "unir", one, code, "--como", "luis")
    done = terminal.ayni("necesidad", "unir", other, code, "--como", "luis", "--yes")

    assert (unasked.exit_code, again.exit_code, done.exit_code) == (1, 0, 0)
    assert "--yes" in unasked.stderr


def test_what_people_are_told_of_is_asked_first(terminal: Terminal) -> None:
    one, _, code = two_necesidades(terminal, prioritised=True)

    for words in (("quitar", one, code), ("partir", one, code, "--titulo", "Aparte")):
        unasked = terminal.ayni("necesidad", *words, "--como", "luis")
        assert unasked.exit_code == 1
        assert "--yes" in unasked.stderr
    done = terminal.ayni(
        "necesidad", "partir", one, code, "--titulo", "Aparte", "--como", "luis", "--yes"
    )

    async def titles(session: AsyncSession) -> str:
        return (await session.get_one(Necesidad, int(one) + 2)).title

    assert done.exit_code == 0, done.stderr
    assert "Aparte, con 1 aporte." in done.stderr
    assert terminal.do(titles) == "Aparte"
