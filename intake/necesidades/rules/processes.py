"""The Lab's processes: four stages in their order and, within each, what is done in it.

Read from data/processes.yaml (Manual, arts. 10, 33 and 34).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError, NotFoundError
from intake.kinds import Stage

_FILE = "processes.yaml"
PRIORITISATION = "M08.05.01.02"


@dataclass(frozen=True, slots=True)
class StageInfo:
    """One stage: its process of level 2, those of level 3 by code, and what comes out of it."""

    stage: Stage
    code: str
    name: str
    processes: Mapping[str, str]
    documents: tuple[str, ...]


@cache
def stages() -> Mapping[Stage, StageInfo]:
    """The stages in the order in which a necesidad goes through them (Manual, art. 10)."""
    return read_stages(shipped_text(_FILE))


def read_stages(text: str) -> Mapping[Stage, StageInfo]:
    """The stages in a file like processes.yaml; DataFileError says what is wrong with it."""
    found: dict[Stage, StageInfo] = {}
    try:
        for entry in parse_yaml(text)["etapas"]:
            stage = Stage(entry["id"])
            processes = {str(code): str(name) for code, name in entry["procesos"].items()}
            code = str(entry["codigo"])
            if not processes or not all(each.startswith(f"{code}.") for each in processes):
                raise DataFileError(f"{_FILE}: los procesos de «{stage}» no empiezan con {code}.")
            documents = tuple(str(each) for each in entry["documentos"])
            found[stage] = StageInfo(stage, code, str(entry["nombre"]), processes, documents)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise DataFileError(f"{_FILE}: no se entiende ({problem!r}).") from problem
    if list(found) != list(Stage):
        raise DataFileError(f"{_FILE}: deben estar las cuatro etapas, en su orden (art. 10).")
    return found


def get_stage(process: str) -> Stage:
    """The stage that a process belongs to; NotFoundError names all processes."""
    for info in stages().values():
        if process in info.processes:
            return info.stage
    known = ", ".join(code for info in stages().values() for code in info.processes)
    raise NotFoundError(f"No hay un proceso «{process}». Los procesos son: {known}.")


def process_name(process: str) -> str:
    """The name of a process: «Gestión de concursos de innovación»."""
    return stages()[get_stage(process)].processes[process]
