"""Files come whole or not at all, and are read whatever program saved them."""

import codecs
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.errors import RefusedError
from intake.localfiles import NotTextError, read_text, staged, write


@contextmanager
def _little_room(most: int = 1000) -> Iterator[None]:
    """Nobody can write a file larger than this: as on a full disk, in the middle of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_does_not_fit_leaves_what_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    there, new = tmp_path / "antes.docx", tmp_path / "nuevo.docx"
    there.write_bytes(b"entero")
    for path in (there, new):
        with _little_room(), pytest.raises(RefusedError, match="No se pudo escribir"):
            write(path, b"x" * 100_000)

    assert there.read_bytes() == b"entero"
    assert list(tmp_path.iterdir()) == [there]


def test_of_several_files_none_stays_if_one_does_not_fit(tmp_path: Path) -> None:
    files = {tmp_path / "a": b"corto", tmp_path / "b": b"x" * 100_000}
    with _little_room(), pytest.raises(RefusedError), staged(files):
        pytest.fail("the block must not run")

    assert list(tmp_path.iterdir()) == []


def test_a_block_that_fails_leaves_no_copy(tmp_path: Path) -> None:
    with pytest.raises(LookupError), staged({tmp_path / "a": b"secreto"}):
        raise LookupError

    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_rights_and_a_link_leads_where_it_led(tmp_path: Path) -> None:
    file, link = tmp_path / "f", tmp_path / "enlace"
    file.write_bytes(b"1")
    file.chmod(0o640)
    link.symlink_to(file)
    write(link, b"2")

    assert link.is_symlink()
    assert file.read_bytes() == b"2"
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("where", "said"), [("no/hay/a", "no existe"), (".", "es una carpeta"), ("f/a", "carpeta")]
)
def test_what_is_wrong_with_the_place_is_said_in_spanish(
    tmp_path: Path, where: str, said: str
) -> None:
    (tmp_path / "f").write_bytes(b"")
    with pytest.raises(RefusedError, match=said):
        write(tmp_path / where, b"1")


@pytest.mark.parametrize(
    "content",
    [
        "ñandú".encode(),
        codecs.BOM_UTF8 + "ñandú".encode(),
        "ñandú".encode("utf-16"),
        codecs.BOM_UTF16_BE + "ñandú".encode("utf-16-be"),
    ],
)
def test_text_is_read_as_any_notepad_saves_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert read_text(tmp_path / "a.txt") == "ñandú"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16-le", "cp850"])
def test_text_that_would_be_damaged_is_refused_in_one_line(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("año ñandú".encode(encoding))
    with pytest.raises(NotTextError, match=r"a\.txt» no está en UTF-8") as refused:
        read_text(tmp_path / "a.txt")
    assert "\n" not in str(refused.value)
