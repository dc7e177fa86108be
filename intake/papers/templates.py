"""Where templates are: those of the program, and over them the Lab's own."""

from collections.abc import Mapping
from pathlib import Path

from intake.datafiles import shipped_text
from intake.documents.blocks import Document, Picture
from intake.documents.fields import fill
from intake.documents.markdown import parse
from intake.errors import DataFileError, NotFoundError
from intake.figures.rules.risks import FILE as RISKS
from intake.localfiles import read_text, why

HEADER = "AYNI Lab Social · Ministerio de Desarrollo e Inclusión Social"
NAMES = ("mensual", "acta", "convocatoria", "prioridades")
_LARGEST = 1_000_000
_RISKS_COPY = "riesgos.yaml"


def render(
    name: str,
    fields: Mapping[str, object],
    *,
    folder: Path | None,
    charts: Mapping[str, Picture] | None = None,
) -> Document:
    """The document that a template makes of these fields; DataFileError if it is broken."""
    file = f"{name}.md"
    text = fill(file, _text(file, folder), fields)
    return parse(file, text, header=HEADER, charts=charts or {})


def risks_text(folder: Path | None) -> str | None:
    """The Lab's own rules for risks; None if the program's hold."""
    return _own(_RISKS_COPY, folder)


def originals() -> dict[str, str]:
    """Every file that the Lab may copy and change, by name."""
    found = {f"{name}.md": _builtin(f"{name}.md") for name in NAMES}
    found[_RISKS_COPY] = shipped_text(RISKS)
    return found


def _text(file: str, folder: Path | None) -> str:
    own = _own(file, folder)
    return _builtin(file) if own is None else own


def _own(file: str, folder: Path | None) -> str | None:
    if folder is None:
        return None
    if not folder.is_dir():
        raise NotFoundError(
            f"No hay una carpeta «{folder}» (AYNI_TEMPLATES). Escriba ahí las plantillas con: "
            f"ayni documento plantillas --a {folder}"
        )
    path = folder / file
    if not path.is_file():
        return None
    if path.stat().st_size > _LARGEST:
        raise DataFileError(f"{path} pasa de 1 MB: no parece una plantilla.")
    try:
        return read_text(path)
    except OSError as problem:
        raise DataFileError(f"No se pudo leer {path}: {why(problem)}.") from None


def _builtin(file: str) -> str:
    return shipped_text("documents", file)
