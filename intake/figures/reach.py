"""Which municipalities the Lab has reached, and how many people of each."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from intake.figures.coverage import known_districts, region_names
from intake.kinds import HANDED_IN, AporteState
from intake.places.rules.gazetteer import District
from intake.store.models import Aporte, Application, ImportedDistrict, Person
from intake.words.months import Month
from intake.words.text import normalise


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when; None: without a limit."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(
        self, column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
    ) -> sa.ColumnElement[bool]:
        """Whether the instant is known and lies in it."""
        found: list[sa.ColumnElement[bool]] = [column.is_not(None)]
        if self.since is not None:
            found.append(column >= self.since)
        if self.until is not None:
            found.append(column < self.until)
        return sa.and_(*found)


@dataclass(frozen=True, slots=True)
class Figures:
    """Distinct people of one place."""

    wrote: int = 0
    """Their first message came in the time asked for."""
    told: int = 0
    """They told an aporte about the place."""
    news: int = 0
    """They asked for news, and still want them."""
    applied: int = 0
    """They sent an application, and did not take it back."""

    @property
    def is_reached(self) -> bool:
        """Whether anybody of it is known."""
        return any((self.wrote, self.told, self.news, self.applied))


@dataclass(frozen=True, slots=True)
class DistrictReach:
    """One district. Its population is None if it was not imported."""

    district: District
    figures: Figures
    population: int | None


@dataclass(frozen=True, slots=True)
class RegionReach:
    """One department: people are counted once, however many of its districts they spoke of."""

    code: str
    name: str
    districts: int
    reached: int
    figures: Figures

    @property
    def share(self) -> float:
        """What part of its municipalities is reached, from 0 to 1."""
        return self.reached / self.districts if self.districts else 0.0


@dataclass(frozen=True, slots=True)
class Reach:
    """All of it. `whole` counts everybody once, those of no known district too."""

    districts: tuple[DistrictReach, ...]
    """By ubigeo."""
    regions: tuple[RegionReach, ...]
    """By name."""
    whole: Figures
    placeless: int
    """People who wrote, of no district that is known."""

    @property
    def reached(self) -> int:
        """How many municipalities are reached."""
        return sum(each.figures.is_reached for each in self.districts)

    @property
    def silent(self) -> tuple[DistrictReach, ...]:
        """The municipalities from which nobody is known, those with most people first."""
        found = [each for each in self.districts if not each.figures.is_reached]
        return tuple(
            sorted(found, key=lambda each: (-(each.population or 0), each.district.ubigeo))
        )


@dataclass(frozen=True, slots=True)
class MonthReach:
    """One month: who first wrote, and municipalities reached since ever until its end."""

    month: Month
    people: int
    new_districts: int
    reached: int


async def count_reach(session: AsyncSession, window: Window = Window()) -> Reach:
    """How far the bot reaches, by some queries with a GROUP BY each; nobody is loaded."""
    known = {each.ubigeo: each for each in await known_districts(session)}
    populations = await _populations(session)
    by_district = await _figures(session, 6, window)
    by_region = await _figures(session, 2, window)
    names = region_names(known.values())
    sizes = Counter(ubigeo[:2] for ubigeo in known)
    reached = Counter(
        ubigeo[:2]
        for ubigeo, figures in by_district.items()
        if ubigeo in known and figures.is_reached
    )
    regions = (
        RegionReach(code, name, sizes[code], reached[code], by_region.get(code, Figures()))
        for code, name in names.items()
    )
    whole = await _whole(session, window)
    return Reach(
        districts=tuple(
            DistrictReach(
                known[ubigeo], by_district.get(ubigeo, Figures()), populations.get(ubigeo)
            )
            for ubigeo in sorted(known)
        ),
        regions=tuple(sorted(regions, key=lambda each: normalise(each.name))),
        whole=whole,
        placeless=await _placeless(session, window),
    )


async def by_month(session: AsyncSession, months: list[Month]) -> list[MonthReach]:
    """How the reach grew: a district is reached when the first person of it wrote."""
    known = {each.ubigeo for each in await known_districts(session)}
    people = _places(6, Person.created_at.is_not(None))
    rows = await session.execute(
        sa.select(people.c.key, sa.func.min(Person.created_at))
        .join(Person, Person.id == people.c.person_id)
        .group_by(people.c.key)
    )
    first: defaultdict[Month, int] = defaultdict(int)
    for ubigeo, instant in rows:
        if ubigeo in known:
            first[Month.of(instant)] += 1
    found = []
    for month in months:
        window = Window(month.starts_at, month.ends_at)
        wrote = await session.scalar(
            sa.select(sa.func.count()).select_from(Person).where(window.holds(Person.created_at))
        )
        until = sum(count for each, count in first.items() if each <= month)
        found.append(MonthReach(month, wrote or 0, first[month], until))
    return found


async def _figures(session: AsyncSession, length: int, window: Window) -> dict[str, Figures]:
    """By the first `length` digits of the ubigeo."""
    wrote, news = window.holds(Person.created_at), window.holds(Person.news_since)
    people = _places(length, sa.or_(wrote, news), wrote=wrote, news=news)
    rows = await session.execute(
        sa.select(people.c.key, sa.func.sum(people.c.wrote), sa.func.sum(people.c.news)).group_by(
            people.c.key
        )
    )
    found = {key: (int(wrote), int(news)) for key, wrote, news in rows}
    those = _places(length, _applied(window))
    counted = sa.select(those.c.key, sa.func.count()).group_by(those.c.key)
    applied: dict[str, int] = dict((await session.execute(counted)).all())
    told = await _told(session, length, window)
    return {
        key: Figures(wrote, told.get(key, 0), news, applied.get(key, 0))
        for key in found.keys() | told.keys() | applied.keys()
        for wrote, news in (found.get(key, (0, 0)),)
    }


def _places(
    length: int, who: sa.ColumnElement[bool], **flags: sa.ColumnElement[bool]
) -> sa.Subquery:
    """A person and a place of `length` digits, each pair once: of them, and of what they told.

    Both halves share no pair, so that only the second, which is small, must be made distinct.
    `flags` become columns of 0 and 1.
    """
    own = sa.func.substr(Person.ubigeo, 1, length)
    other = sa.func.substr(Aporte.ubigeo, 1, length)
    columns = [
        Person.id.label("person_id"),
        *(sa.case((flag, 1), else_=0).label(name) for name, flag in flags.items()),
    ]
    of_person = sa.select(own.label("key"), *columns).where(Person.ubigeo.is_not(None), who)
    of_aportes = (
        sa.select(other.label("key"), *columns)
        .join(Aporte, Aporte.author_id == Person.id)
        .where(
            Aporte.ubigeo.is_not(None),
            Aporte.state != AporteState.RETIRADO,
            sa.or_(Person.ubigeo.is_(None), own != other),
            who,
        )
        .distinct()
    )
    return sa.union_all(of_person, of_aportes).subquery()


def _applied(window: Window) -> sa.ColumnElement[bool]:
    return Person.id.in_(
        sa.select(Application.person_id).where(
            window.holds(Application.submitted_at),
            Application.state.in_(HANDED_IN),
        )
    )


async def _told(session: AsyncSession, length: int, window: Window) -> Mapping[str, int]:
    key = sa.func.substr(Aporte.ubigeo, 1, length).label("key")
    pairs = (
        sa.select(key, Aporte.author_id)
        .where(
            Aporte.ubigeo.is_not(None),
            Aporte.state != AporteState.RETIRADO,
            window.holds(Aporte.created_at),
        )
        .distinct()
        .subquery()
    )
    rows = await session.execute(sa.select(pairs.c.key, sa.func.count()).group_by(pairs.c.key))
    return dict(rows.all())


async def _whole(session: AsyncSession, window: Window) -> Figures:
    """Everybody once, wherever they are of."""

    async def people(who: sa.ColumnElement[bool]) -> int:
        return await session.scalar(sa.select(sa.func.count()).select_from(Person).where(who)) or 0

    told = sa.select(sa.func.count(sa.distinct(Aporte.author_id))).where(
        Aporte.state != AporteState.RETIRADO, window.holds(Aporte.created_at)
    )
    return Figures(
        await people(window.holds(Person.created_at)),
        await session.scalar(told) or 0,
        await people(window.holds(Person.news_since)),
        await people(_applied(window)),
    )


async def _placeless(session: AsyncSession, window: Window) -> int:
    """People who wrote, and neither they nor what they told has a district."""
    told = (
        sa.select(Aporte.id)
        .where(
            Aporte.author_id == Person.id,
            Aporte.ubigeo.is_not(None),
            Aporte.state != AporteState.RETIRADO,
        )
        .exists()
    )
    nowhere = sa.select(sa.func.count()).where(
        Person.ubigeo.is_(None), ~told, window.holds(Person.created_at)
    )
    return await session.scalar(nowhere) or 0


async def _populations(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        sa.select(ImportedDistrict.ubigeo, ImportedDistrict.poblacion).where(
            ImportedDistrict.poblacion.is_not(None)
        )
    )
    return {ubigeo: population for ubigeo, population in rows if population is not None}
