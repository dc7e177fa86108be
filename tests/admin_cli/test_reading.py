"""Reading from the terminal: the queue, a case, the journal."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.sameness import postings
from intake.store.models import Aporte, Attachment, Follower, JournalEntry
from intake.store.models.attachment import AttachmentState
from intake.words.codes import spoken
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_person, an_aporte


@pytest.fixture
def code(terminal: Terminal, now: datetime) -> str:
    """Of a case of Puno with a tag, a follower, a look-alike and a photo."""

    async def work(session: AsyncSession) -> str:
        case = await an_aporte(session, now, ubigeo="210101")
        other = await an_aporte(session, now + timedelta(hours=1), ubigeo="050401")
        same = await an_aporte(
            session, now, text="Hace un mes que no tenemos agua potable", ubigeo="210101"
        )
        for each in (case, other, same):
            await tagging.retag(session, each, Vocabulary.builtin())
            await postings.index(session, each.id, each.text, each.ubigeo)
        person = await a_person(session, now)
        session.add(
            Follower(aporte_id=case.id, person_id=person.id, joined_at=now, words="[red]acá igual")
        )
        session.add(_photo(case, now))
        return case.code

    return terminal.do(work)


def _photo(case: Aporte, now: datetime) -> Attachment:
    return Attachment(
        person_id=case.author_id,
        aporte_id=case.id,
        channel="telegram",
        file_ref="x",
        kind="foto",
        media_type="image/jpeg",
        content=b"bytes",
        state=AttachmentState.KEPT,
        due_at=now,
        created_at=now,
    )


def looked(terminal: Terminal) -> list[JournalEntry]:
    query = sa.select(JournalEntry).where(JournalEntry.verb == "ver").order_by(JournalEntry.id)

    async def work(session: AsyncSession) -> list[JournalEntry]:
        return list(await session.scalars(query))

    return terminal.do(work)


def test_in_a_pipe_the_queue_is_plain_and_aligned(terminal: Terminal, code: str) -> None:
    result = terminal.ayni("cola")

    header, *lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(lines) == 3
    assert "\x1b" not in result.stdout
    assert {line.index(line.split("  ")[0]) for line in lines} == {0}
    assert all(line[header.index("LUGAR")] != " " for line in lines)
    assert result.stderr == "3 casos\n"


def test_the_queue_as_json(terminal: Terminal, code: str) -> None:
    rows = json.loads(terminal.ayni("cola", "--region", "puno", "--json").stdout)

    first = next(row for row in rows if row["codigo"].replace("-", "") == code)
    assert first["voces"] == 2
    assert first["prioridades"] == ["agua_saneamiento"]
    assert first["adjuntos"] == 1
    assert first["lugar"]["region"] == "Puno"
    assert set(first) == set(rows[1])
    datetime.fromisoformat(first["recibido"])


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ((), 3),
        (("--prioridad", "agua"), 3),
        (("--tipo", "idea"), 0),
        (("--region", "Ayacucho"), 1),
        (("--provincia", "2101"), 2),
        (("--distrito", "huanta", "--region", "ayacucho"), 1),
        (("--actor", "municipalidad"), 0),
        (("--asignado", "nadie"), 3),
        (("--asignado", "yo", "--como", "ana"), 0),
        (("--asignado", "luis"), 0),
        (("--desde", "2026-11-24"), 0),
        (("--texto", "POTÁBLE"), 3),
        (("--estado", "todos"), 3),
        (("--estado", "derivado"), 0),
        (("--contestados",), 0),
        (("--limite", "1", "--orden", "recientes"), 1),
    ],
)
def test_each_filter_of_the_queue(
    terminal: Terminal, code: str, words: tuple[str, ...], count: int
) -> None:
    result = terminal.ayni("cola", "--json", *words)

    assert result.exit_code == 0, result.stderr
    assert len(json.loads(result.stdout)) == count


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (("--region", "Punno"), 3, "Puno"),
        (("--prioridad", "saluz"), 3, "salud"),
        (("--asignado", "nadia"), 3, "No hay una cuenta"),
        (("--tipo", "queja"), 2, "problema"),
        (("--desde", "ayer"), 2, "ayer"),
        (("--limite", "0"), 2, "--limite"),
    ],
)
def test_a_wrong_filter_says_what_would_do(
    terminal: Terminal, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    result = terminal.ayni("cola", *words)

    assert result.exit_code == exit_code
    assert said in result.stderr


def test_an_empty_queue_says_what_to_try(terminal: Terminal) -> None:
    result = terminal.ayni("cola")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "ayni cola --estado todos" in result.stderr


def test_a_case_is_read_whole(terminal: Terminal, code: str) -> None:
    result = terminal.ayni("ver", code.lower())

    assert result.exit_code == 0
    for said in (
        "No tenemos agua potable hace un mes",
        "Puno, Puno, Puno",
        "2 personas",
        "por: ",
        "«[red]acá igual»",
        "foto",
        "Si cuentan lo mismo: ayni fusionar",
    ):
        assert said in result.stdout


def test_a_case_as_json(terminal: Terminal, code: str) -> None:
    terminal.ayni("preguntar", code, "¿Cuántos son?", "--como", "ana", "--yes")
    data = json.loads(terminal.ayni("ver", code, "--json").stdout)

    assert data["preguntas"] == [
        {
            "pregunta": "¿Cuántos son?",
            "cuando": data["preguntas"][0]["cuando"],
            "respuesta": None,
            "contestada": None,
        }
    ]
    assert data["prioridades"][0]["palabras"]
    assert data["parecidos"][0]["razones"]
    assert data["historia"][-1]["accion"] == "preguntar"
    assert "address" not in json.dumps(data)


def test_reading_is_written_down_with_who(terminal: Terminal, code: str) -> None:
    terminal.ayni("ver", code)
    terminal.ayni("cola", "--json", "--como", "luis")
    terminal.ayni("adjuntos", code)
    terminal.ayni("historial")

    case, export, photos, journal = looked(terminal)
    ana, luis = case.operator_id, export.operator_id
    assert None not in {ana, luis}
    assert (photos.operator_id, journal.operator_id) == (ana, ana)
    assert case.aporte_id == photos.aporte_id is not None
    assert export.aporte_id is None
    assert code in export.after["casos"]
    assert case.after["casos"][0] == code
    assert len(case.after["casos"]) == 3, "the words of those that are alike were shown too"
    assert photos.after == {"casos": [code]}


def test_a_reading_of_a_reserved_case_says_so(terminal: Terminal, code: str) -> None:
    terminal.ayni("etiquetar", code, "+violencia")
    for words in (("ver", code), ("cola",), ("adjuntos", code), ("historial", code)):
        terminal.ayni(*words)

    assert [row.after.get("reservados") for row in looked(terminal)] == [[code]] * 4
    assert [row.note for row in looked(terminal)] == [
        "(reservados: 1)",
        "casos de la cola: 3 (reservados: 1)",
        "adjuntos en lista: 1 (reservados: 1)",
        "anotaciones del historial: 3 (reservados: 1)",
    ]


def test_a_restricted_case_is_for_those_who_triage(terminal: Terminal, code: str) -> None:
    terminal.ayni("etiquetar", code, "+violencia", "--como", "ana")

    for who in ("", "rosa"):
        refused = terminal.ayni("ver", code, AYNI_OPERADOR=who)
        assert (refused.exit_code, refused.stdout) == (1, "")
    assert terminal.ayni("ver", code, "--como", "luis").exit_code == 0


def test_the_journal_can_be_read_and_narrowed(terminal: Terminal, code: str) -> None:
    terminal.ayni("tomar", code, "--como", "ana")
    terminal.ayni("soltar", code, "--como", "ana")

    rows = json.loads(terminal.ayni("historial", code, "--json").stdout)
    assert [row["accion"] for row in rows] == ["tomar", "soltar"]
    assert rows[0]["operador"] == "ana"
    assert terminal.ayni("historial", "--operador", "rosa").stdout == ""
    assert "soltar" in terminal.ayni("historial", "--operador", "ana").stdout


def test_attachments_are_listed_and_copied_by_those_who_triage(
    terminal: Terminal, code: str, tmp_path: Path
) -> None:
    folder = str(tmp_path / "fotos")
    assert "image/jpeg" in terminal.ayni("adjuntos", code).stdout
    assert terminal.ayni("adjuntos", code, "--guardar", folder, "--como", "rosa").exit_code == 1

    result = terminal.ayni("adjuntos", code, "--guardar", folder, "--como", "luis")
    assert result.exit_code == 0, (result.stderr, result.exception)
    saved = Path(result.stdout.strip())
    assert saved.read_bytes() == b"bytes"
    assert saved.suffix == ".jpg"


def test_no_attachments_is_said(terminal: Terminal, now: datetime) -> None:
    async def work(session: AsyncSession) -> str:
        return (await an_aporte(session, now)).code

    result = terminal.ayni("adjuntos", terminal.do(work))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no tiene adjuntos" in result.stderr


def test_a_crowd_s_aportes_are_marked_last_and_said(terminal: Terminal) -> None:
    async def work(session: AsyncSession) -> tuple[str, str]:
        false = await a_person(session, NOW, channel="web")
        false.unverified_since = NOW
        first = await an_aporte(session, NOW - timedelta(days=3), author=false)
        other = await an_aporte(session, NOW)
        other.actor = Actor.MUNICIPALIDAD
        return spoken(first.code), spoken(other.code)

    doubted, other = terminal.do(work)
    shown = terminal.ayni("cola", "--como", "ana")
    lines = shown.stdout.splitlines()
    assert other in lines[1]
    assert "dice ser de la municipalidad" in lines[1]
    assert doubted in lines[2]
    assert "por verificar" in lines[2]
    assert "0+1" in lines[2]
    assert "Por verificar: 1, al final de la lista." in shown.stderr
    data = json.loads(terminal.ayni("cola", "--json", "--como", "ana").stdout)
    assert [each["por_verificar"] for each in data] == [False, True]
    case = terminal.ayni("ver", doubted, "--como", "ana").stdout
    assert "puede ser un programa" in case
    assert "dice ser de la municipalidad" in terminal.ayni("ver", other, "--como", "ana").stdout


@pytest.mark.parametrize("nothing", ["%", "_", "¿?", "  ", "«»"])
def test_looking_for_nothing_is_said_and_lists_nothing(terminal: Terminal, nothing: str) -> None:
    told = terminal.ayni("cola", "--texto", nothing)
    assert (told.exit_code, told.stdout) == (1, "")
    assert "no hay nada que buscar" in told.stderr


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("text/html", ".bin"),
        ("image/svg+xml", ".bin"),
        ("application/x-msdownload", ".bin"),
        ("application/octet-stream", ".bin"),
        ("audio/ogg", ".ogg"),
        ("application/pdf", ".pdf"),
    ],
)
def test_a_copied_file_has_an_ending_that_runs_nothing(
    terminal: Terminal, tmp_path: Path, kind: str, ending: str
) -> None:
    async def work(session: AsyncSession) -> str:
        aporte = await an_aporte(session, NOW)
        session.add(
            Attachment(
                person_id=aporte.author_id,
                aporte_id=aporte.id,
                channel="telegram",
                file_ref="f",
                kind="documento",
                media_type=kind,
                content=b"bytes",
                state=AttachmentState.KEPT,
                due_at=NOW,
                created_at=NOW,
            )
        )
        return aporte.code

    folder = str(tmp_path / "copias")
    told = terminal.ayni("adjuntos", terminal.do(work), "--guardar", folder, "--como", "luis")
    assert Path(told.stdout.strip()).suffix == ending


def test_what_names_a_person_is_masked_until_a_reason_is_given_and_kept(
    terminal: Terminal, code: str
) -> None:
    async def work(session: AsyncSession) -> None:
        await session.execute(
            sa.update(Aporte)
            .where(Aporte.code == code)
            .values(text="No hay agua, mi DNI es 45678912 y mi celular 987", affected="654321 y yo")
        )

    terminal.do(work)
    masked = terminal.ayni("ver", code, "--como", "ana")
    refused = terminal.ayni("ver", code, "--como", "ana", "--datos")
    shown = terminal.ayni("ver", code, "--como", "ana", "--datos", "--motivo", "Pidió llamada")
    as_json = json.loads(terminal.ayni("ver", code, "--como", "ana", "--json").stdout)
    listed = terminal.ayni("cola", "--como", "ana").stdout

    assert "mi DNI es [DNI] y mi celular [teléfono]" in masked.stdout
    assert as_json["afecta"] == "[teléfono] y yo"
    assert "45678912" not in masked.stdout + listed
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "mi DNI es 45678912 y mi celular 987" in shown.stdout
    assert [each.note for each in looked(terminal) if "datos personales" in (each.note or "")] == [
        "datos personales a la vista: Pidió llamada"
    ]
