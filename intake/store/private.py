"""Files that hold people's words, or a key to them: for the account that runs the program alone."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from sqlalchemy.engine import make_url

from intake.errors import IntakeError

UMASK = 0o077
"""For a process that makes such files: nobody else reads what it writes."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEY_BYTES = 32
_BESIDE = ("", "-wal", "-shm", "-journal")
"""SQLite's files, by what their names end with after that of the database."""


class TooOpenError(IntakeError):
    """Un archivo con datos de la gente lo puede leer cualquiera."""


def keep_database_private(url: str) -> None:
    """Make the file of an embedded database, its folder if there is none, or close what is open.

    Before SQLite does: its own files take the permissions of the database's.
    """
    path = database_file(url)
    if path is None or path.is_dir():
        return
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    if not path.exists():
        with contextlib.suppress(FileExistsError):  # another process was first
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for ending in _BESIDE:
        close_to_others(path.with_name(path.name + ending))


def who_else_writes(url: str) -> str:
    """Whether others may change the folder of an embedded database, with what to do; else empty."""
    path = database_file(url)
    if path is None or not path.exists():
        return ""
    folder = path.parent.resolve()
    if folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"otras cuentas pueden escribir en la carpeta de la base: chmod 700 '{folder}'"
    return ""


def database_file(url: str) -> Path | None:
    """The file of an embedded database; None for any other."""
    parsed = make_url(url)
    name = parsed.database
    if parsed.get_backend_name() != "sqlite" or not name or name.startswith((":memory:", "file:")):
        return None
    return Path(name).expanduser()


def close_to_others(path: Path) -> None:
    """Take every right from group and others; TooOpenError where that cannot be done."""
    try:
        mode = path.stat().st_mode
        if mode & _OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except FileNotFoundError:
        return
    except PermissionError:
        raise TooOpenError(
            f"«{path}» lo pueden leer otras cuentas de esta máquina, y es de otra cuenta. "
            f"Con la suya, o como root: chmod 600 '{path}'"
        ) from None


def key_from(path: Path) -> bytes:
    """The key in a file; made, and readable by nobody else, if there is none yet."""
    if not path.exists():
        _make_key(path)
    close_to_others(path)
    try:
        key = path.read_bytes()
    except OSError as problem:
        raise IntakeError(
            f"No se pudo leer la clave «{path}»: {problem.strerror}. Revise AYNI_KEY_FILE."
        ) from None
    if len(key) < _KEY_BYTES:
        raise IntakeError(
            f"«{path}» no es una clave: tiene {len(key)} bytes. Bórrelo y se hará otra; quienes "
            "conversaban por la página seguirán con su conversación."
        )
    return key


def _make_key(path: Path) -> None:
    """Whole or not at all: two processes that start together must end with the same."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_bytes(secrets.token_bytes(_KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    except OSError as problem:
        raise IntakeError(
            f"No se pudo hacer la clave «{path}»: {problem.strerror}. Revise AYNI_KEY_FILE."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
