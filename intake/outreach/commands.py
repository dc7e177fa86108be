"""Coming in by the code of a poster, a radio spot or a link, and what it stood for."""

from dataclasses import dataclass

from intake.kinds import SourceKind


@dataclass(frozen=True, slots=True)
class Arrive:
    """Come in by the code of a poster, a radio spot, a link."""

    code: str
    typed: bool = False
    """By hand, in the chat; otherwise by a link."""


@dataclass(frozen=True, slots=True)
class ArrivedBy:
    """What brought somebody: where it stands, and the open call it tells of, if it does."""

    kind: SourceKind
    name: str
    ubigeo: str | None
    concurso_id: int | None = None
    concurso: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """By what they came; None if the code is of no source."""

    by: ArrivedBy | None
