"""Why an aporte is not followed up. The Lab edits the reasons as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from intake.datafiles import lab_text, read_rows
from intake.errors import DataFileError, NotFoundError

_REASONS = "discard_reasons.yaml"


@dataclass(frozen=True, slots=True)
class DiscardReason:
    """Why an aporte is not followed up: for the team (`name`) and for the person (`told`)."""

    id: str
    name: str
    told: str


@cache
def discard_reasons() -> Mapping[str, DiscardReason]:
    """The reasons to discard by their ids, in the order of the file."""
    return read_reasons(lab_text(_REASONS))


def read_reasons(text: str) -> Mapping[str, DiscardReason]:
    """The reasons in a file like discard_reasons.yaml; DataFileError says what is wrong."""
    found = {}
    for entry in read_rows(_REASONS, text, "motivos"):
        try:
            id_, name, told = (str(entry[key]).strip() for key in ("id", "nombre", "persona"))
        except KeyError:
            raise DataFileError(
                f"{_REASONS}: a un motivo le falta «id», «nombre» o «persona»."
            ) from None
        if id_ in found:
            raise DataFileError(f"{_REASONS}: el motivo «{id_}» está dos veces.")
        found[id_] = DiscardReason(id_, name, told)
    if not found:
        raise DataFileError(f"{_REASONS}: falta la lista «motivos».")
    return found


def get_discard_reason(reason_id: str) -> DiscardReason:
    """The reason with this id; NotFoundError names all there are."""
    reasons = discard_reasons()
    if reason_id not in reasons:
        raise NotFoundError(
            f"No hay un motivo «{reason_id}». Los motivos son: {', '.join(reasons)}."
        )
    return reasons[reason_id]
