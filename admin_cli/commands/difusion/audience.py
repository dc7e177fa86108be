"""The options that say to whom a message goes, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import completion
from intake.concursos import concursos
from intake.errors import NotFoundError
from intake.kinds import Actor
from intake.necesidades import necesidades
from intake.outreach.audience import Audience
from intake.places.places import load_gazetteer
from intake.places.rules.regions import find_region
from intake.reading import taxonomy
from intake.words.channels import either, names

PlacesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lugar",
        metavar="LUGAR",
        help="Departamento, «provincia X», distrito o ubigeo. Se puede repetir.",
        show_default=False,
    ),
]
ActorOption = Annotated[
    Actor | None, typer.Option("--actor", help="Quienes escriben por la ciudadanía o un municipio.")
]
PrioritiesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--prioridad",
        metavar="ID",
        help="Quienes contaron algo de esa prioridad. Se puede repetir.",
        autocompletion=completion.priorities,
        show_default=False,
    ),
]
FollowersOption = Annotated[
    list[int] | None,
    typer.Option(
        "--necesidad",
        metavar="NUMERO",
        help="Quienes están detrás de esa necesidad. Se puede repetir.",
        show_default=False,
    ),
]
ApplicantsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--postulantes",
        metavar="CONCURSO",
        help="Quienes postularon a ese concurso. Se puede repetir.",
        show_default=False,
    ),
]
ChannelsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--canal",
        metavar="CANAL",
        help=f"Solo por ese canal: {either(names())}.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to get the message, as it was typed."""

    places: list[str] | None = None
    actor: Actor | None = None
    priorities: list[str] | None = None
    followers: list[int] | None = None
    applicants: list[str] | None = None
    channels: list[str] | None = None

    async def read(self, session: AsyncSession) -> Audience:
        """Find whom it means; the errors say what is not known."""
        gazetteer = await load_gazetteer(session)
        priorities = [await taxonomy.get_id(session, each) for each in self.priorities or ()]
        await _check_needs(session, self.followers or ())
        calls = await _calls(session, self.applicants or ())
        _check_channels(self.channels or ())
        return Audience(
            ubigeos=tuple(find_region(place, gazetteer) for place in self.places or ()),
            actor=self.actor,
            priorities=tuple(dict.fromkeys(priorities)),
            followers_of=tuple(self.followers or ()),
            applicants_of=tuple(calls),
            channels=tuple(self.channels or ()),
        )


async def _check_needs(session: AsyncSession, numbers: Sequence[int]) -> None:
    for number in numbers:
        await necesidades.get_necesidad(session, number)


async def _calls(session: AsyncSession, codes: Sequence[str]) -> list[int]:
    return [(await concursos.get_concurso(session, code)).id for code in codes]


def _check_channels(named: Sequence[str]) -> None:
    for channel in named:
        if channel not in names():
            raise NotFoundError(f"No hay un canal «{channel}»: use {either(names())}.")
