"""`ayni preguntas`: from what somebody asked to the answer in their chat, and what is learnt."""

import json
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Tongue
from intake.listening import inquiries
from intake.listening.commands import AskForPerson
from intake.store.models import Aporte, Attachment, Inquiry, OutboxMessage
from intake.store.models.attachment import AttachmentState
from intake.store.operators import spoken_tongues
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_person, an_aporte


def ask(terminal: Terminal, *texts: str) -> None:
    """Each asked by somebody else."""

    async def fill(session: AsyncSession) -> None:
        for text in texts:
            await inquiries.keep_question(session, text, await a_person(session, NOW), now=NOW)

    terminal.do(fill)


def want(terminal: Terminal) -> None:
    """Somebody wants a person, and sends a voice note."""

    async def fill(session: AsyncSession) -> None:
        person = await a_person(session, NOW)
        note = Attachment(
            person_id=person.id, channel="telegram", file_ref="f", kind="voz", content=b"OggS",
            state=AttachmentState.KEPT, due_at=NOW, created_at=NOW,
        )  # fmt: skip
        session.add(note)
        await session.flush()
        command = AskForPerson("Quiero hablar con alguien", "987654321", (note.id,))
        await inquiries.ask_for_person(session, command, person, now=NOW)

    terminal.do(fill)


def said(terminal: Terminal) -> list[str]:
    """All that was posted."""

    async def query(session: AsyncSession) -> list[str]:
        rows = await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
        return [row.payload["text"] for row in rows if row.payload]

    return terminal.do(query)


def test_the_same_question_stands_together_behind_who_wants_a_person(terminal: Terminal) -> None:
    ask(terminal, "¿Cuándo pagan Pensión 65?", "¿Dónde queda la oficina?")
    ask(terminal, "cuando sale el pago de pension 65")
    want(terminal)
    listed = json.loads(terminal.ayni("preguntas", "listar", "--json").stdout)

    assert [[each["numero"] for each in group["preguntas"]] for group in listed] == [
        [4],
        [1, 3],
        [2],
    ]
    table = terminal.ayni("preguntas", "listar").stdout
    assert table.index("hablar con alguien") < table.index("Pensión 65")
    people = json.loads(terminal.ayni("preguntas", "listar", "--personas", "--json").stdout)
    assert [group["preguntas"][0]["telefono"] for group in people] == ["[teléfono]"]


def test_an_answer_goes_to_the_chat_and_the_question_off_the_list(terminal: Terminal) -> None:
    ask(terminal, "¿Dónde queda la oficina?")
    done = terminal.ayni("preguntas", "responder", "1", "En Lima.")
    assert done.exit_code == 0, done.output
    assert said(terminal) == ["Nos preguntaste: «¿Dónde queda la oficina?»\n\nEn Lima."]
    assert "No hay preguntas" in terminal.ayni("preguntas", "listar").stderr
    assert "En Lima." in terminal.ayni("preguntas", "listar", "--cerradas").stdout
    assert terminal.ayni("preguntas", "responder", "9", "En Lima.").exit_code == 3


def test_who_wants_a_person_is_taken_written_to_and_closed(
    terminal: Terminal, tmp_path: Path
) -> None:
    want(terminal)
    assert "Piden hablar con una persona: 1" in terminal.ayni("cola").stderr
    terminal.ayni("preguntas", "tomar", "1")
    taken = terminal.ayni("preguntas", "responder", "1", "Hola", AYNI_OPERADOR="luis")
    assert taken.exit_code == 4
    terminal.ayni("preguntas", "responder", "1", "Buenas tardes, soy Ana.")
    closed = terminal.ayni("preguntas", "cerrar", "1", "--nota", "Hablamos del riego.")
    assert closed.exit_code == 0, closed.output
    first, last = said(terminal)
    assert "soy Ana" in first
    assert "riego" not in last
    assert "Piden hablar" not in terminal.ayni("cola").stderr

    folder = tmp_path / "audios"
    copied = terminal.ayni("preguntas", "ver", "1", "--guardar", str(folder))
    assert "987654321" in copied.stdout
    assert [each.read_bytes() for each in folder.iterdir()] == [b"OggS"]


def test_the_team_adds_answers_of_its_own_and_takes_them_back(terminal: Terminal) -> None:
    added = terminal.ayni(
        "preguntas", "agregar", "pago", "--pregunta", "¿Cuándo pagan?",
        "--respuesta", "Llama al 101.", "--forma", "fecha de pago",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    (entry,) = json.loads(terminal.ayni("preguntas", "respuestas", "--json").stdout)
    assert entry == {
        "id": "pago",
        "pregunta": "¿Cuándo pagan?",
        "formas": ["fecha de pago"],
        "respuesta": "Llama al 101.",
    }
    assert "Llama al 101." in terminal.ayni("preguntas", "respuestas").stdout
    terminal.ayni("preguntas", "quitar", "pago")
    assert terminal.ayni("preguntas", "quitar", "pago").exit_code == 3


def test_who_speaks_what_is_noted_and_only_those_who_attend_count(terminal: Terminal) -> None:
    spoken = terminal.ayni("operador", "lenguas", "luis", "Quechua", "awajun")
    assert "quechua, awajún" in spoken.stderr, spoken.output
    terminal.ayni("operador", "lenguas", "rosa", "shipibo")
    assert terminal.do(spoken_tongues) == {Tongue.QUECHUA, Tongue.AWAJUN}
    assert "quechua, awajún" in terminal.ayni("operador", "listar").stdout
    unknown = terminal.ayni("operador", "lenguas", "luis", "klingon")
    assert unknown.exit_code == 1
    assert "klingon" in unknown.stderr
    terminal.ayni("operador", "lenguas", "luis")
    assert terminal.do(spoken_tongues) == frozenset()


def test_the_queue_shows_the_tongue_and_can_be_cut_to_one(terminal: Terminal) -> None:
    async def fill(session: AsyncSession) -> None:
        for tongue in ("quechua", "quechua o aimara", "shipibo", "", None):
            aporte: Aporte = await an_aporte(session, NOW)
            aporte.needs_interpreter, aporte.tongue = tongue is not None, tongue or ""

    terminal.do(fill)
    found = json.loads(terminal.ayni("cola", "--lengua", "quechua", "--json").stdout)
    assert sorted(each["lengua"] for each in found) == ["", "quechua", "quechua o aimara"]
    assert "necesita intérprete: shipibo" in terminal.ayni("cola").stdout


def test_a_question_in_another_tongue_says_so(terminal: Terminal) -> None:
    ask(terminal, "Manam yaku kanchu kay llaqtapi, wawakuna unqusqa kachkanku")

    async def tongue(session: AsyncSession) -> str:
        return (await session.scalars(sa.select(Inquiry.tongue))).one()

    assert terminal.do(tongue) == "quechua"
