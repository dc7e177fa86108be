"""The Grupo de Trabajo: its seats, with the names they had and have, and its time limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError, NotFoundError

FILE = "organs.yaml"


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat (Manual, art. 12); `names` by the day since which each holds, the oldest first."""

    id: str
    names: tuple[tuple[date, str], ...]
    presides: bool
    is_secretary: bool

    def name_on(self, day: date) -> str:
        """What the organ was called on a day; before the first name, that one."""
        valid = [name for since, name in self.names if since <= day]
        return valid[-1] if valid else self.names[0][1]


@dataclass(frozen=True, slots=True)
class Limits:
    """Days, but `second_roll` in minutes and `acta` in working days."""

    papers_ordinary: int
    papers_extraordinary: int
    call_extraordinary: int
    second_roll: int
    acta: int
    few_in_second_call: int


@dataclass(frozen=True, slots=True)
class Organs:
    """Seats in the order of the Manual."""

    seats: Mapping[str, Seat]
    limits: Limits

    @property
    def chair(self) -> Seat:
        """The seat that presides."""
        return next(seat for seat in self.seats.values() if seat.presides)

    def get(self, seat_id: str) -> Seat:
        """The seat with this id; NotFoundError says which there are."""
        found = self.seats.get(seat_id.strip().lower())
        if found is None:
            raise NotFoundError(
                f"No hay un asiento «{seat_id}». Los asientos son: {', '.join(self.seats)}."
            )
        return found


@cache
def organs() -> Organs:
    """The organs of the file that comes with the program."""
    return parse_organs(shipped_text(FILE))


def parse_organs(text: str) -> Organs:
    """Read and check a file of organs: one seat presides, one is the Secretaría Técnica."""
    try:
        data = parse_yaml(text)
        seats = [_seat(each) for each in data["asientos"]]
        limits = data["plazos"]
        found = Organs(
            {seat.id: seat for seat in seats},
            Limits(
                *(
                    int(limits[name])
                    for name in (
                        "papeles_ordinaria",
                        "papeles_extraordinaria",
                        "llamado_extraordinaria",
                        "segunda_lista",
                        "acta",
                        "segunda_convocatoria",
                    )
                )
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as problem:
        raise DataFileError(f"Al archivo {FILE} le falta o le sobra algo: {problem}.") from problem
    if len(found.seats) < len(seats):
        raise DataFileError(f"En {FILE} hay dos asientos con el mismo id.")
    for what, count in (
        ("preside", sum(seat.presides for seat in seats)),
        ("secretaria", sum(seat.is_secretary for seat in seats)),
    ):
        if count != 1:
            raise DataFileError(f"En {FILE} debe haber un solo asiento con «{what}: true».")
    return found


def _seat(entry: dict[str, Any]) -> Seat:
    names = tuple(sorted((day, str(name)) for day, name in entry["nombres"].items()))
    if not names or not all(isinstance(day, date) for day, _ in names):
        raise ValueError(f"los nombres de «{entry['id']}» llevan la fecha desde la que valen")
    return Seat(str(entry["id"]), names, bool(entry.get("preside")), bool(entry.get("secretaria")))
