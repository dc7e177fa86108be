"""Files of this machine: read whatever program saved them, and written whole or not at all."""

import codecs
import errno
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from intake.errors import DataFileError, RefusedError

_REASONS = {
    errno.ENOSPC: "el disco está lleno",
    errno.EDQUOT: "se acabó el espacio que le toca",
    errno.EFBIG: "el archivo sale más grande de lo permitido",
    errno.EACCES: "no tiene permiso",
    errno.EPERM: "no tiene permiso",
    errno.EROFS: "ese disco solo se puede leer",
    errno.ENOENT: "no existe",
    errno.EISDIR: "es una carpeta",
    errno.ENOTDIR: "parte de la ruta no es una carpeta",
    errno.EEXIST: "ya existe y no es una carpeta",
    errno.ENAMETOOLONG: "el nombre es muy largo",
    errno.EIO: "el disco falla",
}
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotTextError(DataFileError):
    """El archivo no es un texto en UTF-8."""


def why(problem: OSError) -> str:
    """What the system says went wrong, in Spanish."""
    return _REASONS.get(problem.errno or 0) or problem.strerror or "no se sabe por qué"


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, or UTF-16 where it says so itself, without its mark.

    Raises NotTextError, never a guess: a wrong guess damages every ñ in silence. OSError is raised
    as it comes.
    """
    return decoded(path.read_bytes(), path.name)


def decoded(content: bytes, name: str) -> str:
    """The text that these bytes are; `name` is that of their file."""
    encoding = next((each for mark, each in _MARKED if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 without a mark reads as UTF-8 with a NUL beside each letter
        raise NotTextError(
            f"«{name}» no está en UTF-8 y sus tildes se dañarían. Guárdelo de nuevo en UTF-8 (en "
            "el Bloc de notas: Guardar como, Codificación UTF-8; en Excel: CSV UTF-8) y repita."
        )
    return text


def write(path: Path, content: bytes) -> None:
    """One file, whole on the disk or not there; RefusedError says why not."""
    with staged({path: content}):
        pass


@contextmanager
def staged(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Files written beside their places, and put there once the block has ended well.

    What fails while writing (a full disk) leaves all as it was; what fails in the block (the
    journal) leaves no copy that nobody noted. RefusedError says which file and why.
    """
    beside: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            with _refusing(path):
                _stage(path, content, beside)
        yield
        for temporary, place in beside:
            with _refusing(place):
                temporary.replace(place)
                _settle(place.parent)
    finally:
        for temporary, _ in beside:
            with suppress(OSError):
                temporary.unlink()


def make_folder(path: Path) -> None:
    """The folder, with those above it; RefusedError says why not."""
    with _refusing(path):
        path.mkdir(parents=True, exist_ok=True)


def _stage(path: Path, content: bytes, beside: list[tuple[Path, Path]]) -> None:
    place = path.resolve()  # a link goes on leading where it led
    mode = place.stat().st_mode if place.exists() else None
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if mode is not None and not stat.S_ISREG(mode):
        place.write_bytes(content)  # a pipe or a device has no beside
        return
    temporary = place.with_name(f".ayni-{secrets.token_hex(6)}.tmp")
    beside.append((temporary, place))
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        temporary.chmod(stat.S_IMODE(mode))


def _settle(folder: Path) -> None:
    """A new name survives a power cut once its folder is on the disk; not every system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise RefusedError(
            f"No se pudo escribir «{path}»: {why(problem)}. Lo que había sigue igual."
        ) from problem
