"""A database full of necesidades that the Lab took up, loaded in bulk, to measure on.

The same for the same numbers: people, aportes in all their states over half a year, merged ones and
withdrawn ones, necesidades of very different sizes, scores, and the facts of nearly every district.
"""

import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bench.report import progress
from intake.kinds import Actor, AporteKind, AporteState, NeedOrigin, Role, Stage, TagSource
from intake.necesidades.rules.criteria import builtin_criteria
from intake.places.rules.places import builtin_districts
from intake.reading.rules.tags import Vocabulary
from intake.store.db import Base, Database
from intake.store.models import (
    Aporte,
    AporteTag,
    Follower,
    ImportedDistrict,
    JournalEntry,
    Necesidad,
    NecesidadMember,
    NeedGroup,
    Operator,
    Person,
    Score,
)

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""The instant at which all of it is looked at."""
_DAYS = 180
_OPERATORS = 4
_CHUNK = 2000
_MERGED, _RETIRED, _WAITING = 0.08, 0.03, 0.12
"""Of the aportes: told the same as another, taken back by their author, not yet looked at."""
Row = dict[str, Any]


async def fill(database: Database, aportes: int, needs: int) -> None:
    """Put it all into tables that are ready and empty."""
    started = time.perf_counter()
    async with database.transaction() as session:
        await _fill(session, aportes, needs)
    progress(f"{aportes} aportes in {needs} necesidades: {time.perf_counter() - started:.0f} s")


async def _fill(session: AsyncSession, aportes: int, needs: int) -> None:
    rng = random.Random(11)
    ubigeos = [district.ubigeo for district in builtin_districts()]
    await _put(session, ImportedDistrict, _districts(rng))
    await _put(session, Operator, _operators())
    await _put(session, Person, (_person(n) for n in range(1, aportes + 1)))
    rows = [_aporte(n, rng, ubigeos) for n in range(1, aportes + 1)]
    _merge(rows, rng)
    await _put(session, Aporte, rows)
    await _put(session, Follower, _followers(rows, rng))
    await _put(session, AporteTag, _tags(rows, rng))
    await _put(session, NeedGroup, ({"id": n, "created_at": NOW} for n in range(1, needs + 1)))
    await _put(session, Necesidad, (_necesidad(n) for n in range(1, needs + 1)))
    await _put(session, NecesidadMember, _members(rows, needs, rng))
    await _put(session, Score, _scores(needs, rng))
    await _put(session, JournalEntry, _journal(rows, rng))
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.text("ANALYZE"))


async def _put(session: AsyncSession, table: type[Base], rows: Iterable[Row]) -> None:
    every = list(rows)
    for start in range(0, len(every), _CHUNK):
        await session.execute(sa.insert(table), every[start : start + _CHUNK])


def _districts(rng: random.Random) -> Iterator[Row]:
    for district in builtin_districts():
        # A few are not in the table that the Lab imported.
        if rng.random() < 0.95:
            yield {
                "ubigeo": district.ubigeo,
                "departamento": district.department,
                "provincia": district.province,
                "distrito": district.name,
                "poblacion": int(10 ** rng.uniform(2.7, 5)),
                "pobreza": round(rng.uniform(5, 75), 1),
            }


def _operators() -> Iterator[Row]:
    roles = (Role.SECRETARIA_TECNICA, Role.EQUIPO_TECNICO, Role.EQUIPO_TECNICO, Role.ASESOR)
    for n, role in zip(range(1, _OPERATORS + 1), roles, strict=True):
        yield {
            "id": n,
            "username": f"cuenta{n}",
            "name": f"Cuenta {n}",
            "role": role,
            "is_active": True,
            "created_at": NOW - timedelta(days=_DAYS),
        }


def _person(n: int) -> Row:
    return {"id": n, "channel": "bench", "address": str(n), "created_at": NOW}


def _aporte(n: int, rng: random.Random, ubigeos: list[str]) -> Row:
    draw = rng.random()
    state = AporteState.PRIORIZACION
    if draw < _WAITING:
        state = AporteState.RECIBIDO
    elif draw < _WAITING + _RETIRED:
        state = AporteState.RETIRADO
    told_at = NOW - timedelta(minutes=rng.randrange(_DAYS * 24 * 60))
    return {
        "id": n,
        "code": f"B{n:05}",
        "author_id": n,
        "kind": rng.choice(list(AporteKind)),
        "text": f"Hace {n % 11 + 2} meses que {rng.choice(_TOLD)}.",
        "ubigeo": rng.choice(ubigeos) if rng.random() < 0.9 else None,
        "place_text": "mi comunidad",
        "affected": "mi comunidad",
        "actor": Actor.MUNICIPALIDAD if rng.random() < 0.1 else Actor.CIUDADANIA,
        "state": state,
        "restricted": False,
        "needs_interpreter": False,
        "merged_into_id": None,
        "created_at": told_at,
        "updated_at": told_at,
        "answer_by": told_at.date() + timedelta(days=42),
    }


_TOLD = (
    "no llega agua potable a las casas",
    "la posta está sin personal ni medicinas",
    "el puente se cayó y los niños no pueden ir a la escuela",
    "los adultos mayores no cobran su pensión",
    "no hay señal de telefonía",
    "la helada mata a las alpacas",
    "las mujeres no tienen dónde vender lo que tejen",
)


def _merge(rows: list[Row], rng: random.Random) -> None:
    """Some tell the same as an earlier one, a few of those over two steps."""
    for row in rows[1:]:
        if row["state"] is AporteState.PRIORIZACION and rng.random() < _MERGED:
            above = rng.choice(rows[: row["id"] - 1])
            if above["state"] in {AporteState.PRIORIZACION, AporteState.FUSIONADO}:
                row["state"], row["merged_into_id"] = AporteState.FUSIONADO, above["id"]


def _followers(rows: list[Row], rng: random.Random) -> Iterator[Row]:
    for row in rows:
        others = rng.choices(range(1, len(rows) + 1), k=min(12, int(rng.expovariate(0.9))))
        for person in {row["author_id"], *others}:
            yield {"aporte_id": row["id"], "person_id": person, "joined_at": row["created_at"]}


def _tags(rows: list[Row], rng: random.Random) -> Iterator[Row]:
    priorities = [each.id for each in Vocabulary.builtin().priorities]
    for row in rows:
        for priority in rng.sample(priorities, rng.choice((0, 1, 1, 2))):
            yield {
                "aporte_id": row["id"],
                "priority": priority,
                "source": TagSource.AUTOMATICA,
                "accepted": True,
                "score": 0.9,
                "words": ["agua"],
            }


def _necesidad(n: int) -> Row:
    return {
        "necesidad_id": n,
        "title": f"Necesidad {n}: {_TOLD[n % len(_TOLD)]}",
        "origin": NeedOrigin.APORTES,
        "stage": Stage.PRIORIZACION,
        "process": "M08.05.01.01",
        "created_at": NOW - timedelta(days=n % _DAYS),
        "created_by_id": 1,
        "updated_at": NOW,
    }


def _members(rows: list[Row], needs: int, rng: random.Random) -> Iterator[Row]:
    """Each aporte in one; the first necesidades have many times what the last have."""
    weights = [1 / (n + 20) for n in range(needs)]
    chosen = rng.choices(range(1, needs + 1), weights, k=len(rows))
    for row, need in zip(rows, chosen, strict=True):
        yield {
            "aporte_id": row["id"],
            "necesidad_id": need,
            "source": TagSource.OPERADOR,
            "words": "",
        }


def _scores(needs: int, rng: random.Random) -> Iterator[Row]:
    for need in range(1, needs + 1):
        for criterion in builtin_criteria().by_people:
            for operator in range(1, _OPERATORS + 1):
                if rng.random() < 0.8:
                    yield {
                        "necesidad_id": need,
                        "criterion": criterion.id,
                        "operator_id": operator,
                        "value": rng.randrange(11) / 2,
                        "reason": "Según la ficha y la visita de campo",
                        "is_binding": operator < _OPERATORS,
                        "at": NOW,
                    }


def _journal(rows: list[Row], rng: random.Random) -> Iterator[Row]:
    for row in rows:
        told = {"aporte_id": row["id"], "before": {}, "undone_by_id": None}
        yield told | {
            "at": row["created_at"],
            "verb": "contar",
            "operator_id": None,
            "person_id": row["author_id"],
            "note": "",
            "after": {"ubigeo": row["ubigeo"]},
        }
        if row["state"] in {AporteState.PRIORIZACION, AporteState.FUSIONADO}:
            after = row["created_at"] + timedelta(days=rng.uniform(0.2, 40))
            yield told | {
                "at": min(after, NOW),
                "verb": "admitir" if row["merged_into_id"] is None else "fusionar",
                "operator_id": rng.randrange(1, _OPERATORS),
                "person_id": None,
                "note": "Cumple el alcance",
                "after": {"state": row["state"].value},
            }
