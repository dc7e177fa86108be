"""The options that say to whom a message goes, and what they mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession
from typer.models import OptionInfo

from admin_cli.terminal import completion
from intake.concursos import concursos
from intake.errors import NotFoundError
from intake.kinds import Actor
from intake.necesidades import necesidades
from intake.outreach.audience import Audience
from intake.places.places import load_gazetteer
from intake.places.rules.regions import find_region
from intake.reading import taxonomy
from intake.words.channels import names
from intake.words.enumerations import either


def _some(
    flag: str, metavar: str, says: str, completes: Callable[[str], list[str]] | None = None
) -> OptionInfo:
    """An option that may be given several times; without it, nobody is left out."""
    option: OptionInfo = typer.Option(
        flag, metavar=metavar, help=says, autocompletion=completes, show_default=False
    )
    return option


PlacesOption = Annotated[
    list[str] | None,
    _some("--lugar", "LUGAR", "Departamento, «provincia X», distrito o ubigeo. Se puede repetir."),
]
ActorOption = Annotated[
    Actor | None, typer.Option("--actor", help="Quienes escriben por la ciudadanía o un municipio.")
]
PrioritiesOption = Annotated[
    list[str] | None,
    _some(
        "--prioridad",
        "ID",
        "Quienes contaron algo de esa prioridad. Se puede repetir.",
        completion.priorities,
    ),
]
FollowersOption = Annotated[
    list[int] | None,
    _some("--necesidad", "NUMERO", "Quienes están detrás de esa necesidad. Se puede repetir."),
]
ApplicantsOption = Annotated[
    list[str] | None,
    _some("--postulantes", "CONCURSO", "Quienes postularon a ese concurso. Se puede repetir."),
]
ChannelsOption = Annotated[
    list[str] | None, _some("--canal", "CANAL", f"Solo por ese canal: {either(names())}.")
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
        followers, channels = self.followers or (), self.channels or ()
        priorities = [await taxonomy.get_id(session, each) for each in self.priorities or ()]
        await _check_needs(session, followers)
        calls = [await concursos.get_concurso(session, code) for code in self.applicants or ()]
        _check_channels(channels)
        return Audience(
            ubigeos=tuple(find_region(place, gazetteer) for place in self.places or ()),
            actor=self.actor,
            priorities=tuple(dict.fromkeys(priorities)),
            followers_of=tuple(followers),
            applicants_of=tuple(call.id for call in calls),
            channels=tuple(channels),
        )


async def _check_needs(session: AsyncSession, numbers: Sequence[int]) -> None:
    for number in numbers:
        await necesidades.get_necesidad(session, number)


def _check_channels(named: Sequence[str]) -> None:
    for channel in named:
        if channel not in names():
            raise NotFoundError(f"No hay un canal «{channel}»: use {either(names())}.")
