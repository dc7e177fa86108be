"""`ayni votacion`: how each seat voted a point, and the chair's casting vote on a tie."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import (
    AsOption,
    MeetingArgument,
    PointArgument,
    WhenOption,
    a_command,
    seats_in,
)
from admin_cli.terminal.runner import act
from admin_cli.views.meeting_view import result_of
from intake.errors import RefusedError
from intake.grupo import votes
from intake.grupo.rules.organs import organs
from intake.kinds import Ballot
from intake.store.models import Operator

app = a_command()
SeatsOption = Annotated[str, typer.Option(metavar="A,B,C", help="Asientos que votaron así.")]


@app.callback()
def _group() -> None:
    """Las votaciones del Grupo de Trabajo, asiento por asiento (Manual, arts. 18 y 23).

    \b
    Ejemplo:
      ayni votacion votar 3 1 --favor vmpes,dgse,de --contra opi
    """


@app.command("votar")
def vote(
    sesion: MeetingArgument,
    punto: PointArgument,
    favor: SeatsOption = "",
    contra: SeatsOption = "",
    abstencion: SeatsOption = "",
    motivo_abstencion: Annotated[
        list[str] | None,
        typer.Option(
            "--motivo-abstencion",
            metavar='"ASIENTO=ley y por qué"',
            help="Una por cada abstención (TUO de la Ley 27444, art. 112).",
        ),
    ] = None,
    el: WhenOption = None,
    como: AsOption = None,
) -> None:
    """Registra una votación: se aprueba por mayoría simple (Manual, art. 18).

    \b
    Ejemplo:
      ayni votacion votar 3 1 --favor vmpes,dgse,de --contra opi
    """
    ballots = _ballots({Ballot.FAVOR: favor, Ballot.CONTRA: contra, Ballot.ABSTENCION: abstencion})
    reasons = _reasons(motivo_abstencion or [])
    item, _ = act(
        como,
        lambda session, by, now: votes.vote(
            session, sesion, punto, ballots, reasons=reasons, by=by, now=now
        ),
        el=el,
    )
    said = f"«{item.title}» {result_of(item, ballots)}."
    output.talk(said)
    if "falta dirimir" in said:
        output.talk(f"Dirime la presidencia: ayni votacion dirimir {sesion} {punto} favor|contra")


@app.command("dirimir")
def cast(
    sesion: MeetingArgument,
    punto: PointArgument,
    voto: Annotated[Ballot, typer.Argument(metavar="favor|contra")],
    el: WhenOption = None,
    como: AsOption = None,
) -> None:
    """Registra el voto dirimente de la presidencia: solo en un empate (Manual, art. 23.c).

    \b
    Ejemplo:
      ayni votacion dirimir 3 1 favor
    """

    async def verb(session: AsyncSession, by: Operator, now: datetime) -> str:
        item, _ = await votes.cast(session, sesion, punto, voto, by=by, now=now)
        return f"«{item.title}» {result_of(item, await votes.votes_of(session, item))}."

    output.talk(act(como, verb, el=el))


def _reasons(typed: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in typed:
        seat, equals, reason = each.partition("=")
        if not equals:
            raise RefusedError(f"«{each}»: escriba ASIENTO=motivo, por ejemplo opi=….")
        found[organs().get(seat).id] = reason
    return found


def _ballots(said: dict[Ballot, str]) -> dict[str, Ballot]:
    """One vote a seat: a seat that is named twice is refused."""
    found: dict[str, Ballot] = {}
    for ballot, text in said.items():
        for seat in seats_in(text):
            id_ = organs().get(seat).id
            if id_ in found:
                raise RefusedError(f"«{id_}» está dos veces: es un voto por asiento (art. 16).")
            found[id_] = ballot
    return found
