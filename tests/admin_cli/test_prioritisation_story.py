"""From many voices to a decision and the answer to each: Priorización, as a clerk types it.

Aportes are told, triaged and grouped; necesidades are scored and ordered; the Grupo meets,
ties, and the chair decides; the documents are written; everybody behind hears it once.
"""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import Result

import admin_cli.terminal.runner
from intake.grupo.rules.organs import organs
from intake.kinds import Actor, AporteKind
from intake.listening.commands import Submit
from intake.listening.submissions import submit
from intake.reading.rules.tags import Vocabulary
from intake.store.models import Aporte, OutboxMessage, Person
from intake.words.codes import spoken
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_person
from tests.intake.documents.reading import docx_text, pdf_text

POSTA = "La posta de {} no tiene médico, solo atiende una técnica de enfermería"
AGUA = "En {} no tenemos agua potable, tomamos del puquio y los niños se enferman"
PUENTE = "El río se llevó el puente de {} y los alumnos no pueden cruzar"
TOLD = [
    (text.format(place), ubigeo)
    for text in (POSTA, AGUA, PUENTE)
    for place, ubigeo in (
        ("Taraco", "210607"),
        ("Ayacucho", "050101"),
        ("Echarate", "080903"),
        ("Paratía", "210707"),
    )
]


class Clerk:
    """Ana, of the Secretaría Técnica, at a terminal whose clock can be moved on."""

    def __init__(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.terminal = terminal
        self.now = NOW
        monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: self.now)

    def types(self, *words: str) -> Result:
        """A command that must be done."""
        done = self.terminal.ayni(*words, AYNI_OPERADOR="ana")
        assert done.exit_code == 0, done.output
        return done

    def is_refused(self, *words: str) -> str:
        """A command that must be refused; what was said."""
        refused = self.terminal.ayni(*words, AYNI_OPERADOR="ana")
        assert refused.exit_code == 1, refused.output
        return refused.stderr


@pytest.fixture
def clerk(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """Ana at her terminal, twelve aportes waiting."""

    async def tell(session: AsyncSession) -> None:
        for text, ubigeo in TOLD:
            person = await a_person(session, NOW)
            command = Submit(
                kind=AporteKind.PROBLEMA,
                text=text,
                ubigeo=ubigeo,
                place_text="",
                affected="mi comunidad",
                actor=Actor.CIUDADANIA,
                attachments=(),
                consent_version="1",
                message_id="1",
            )
            await submit(
                session,
                command,
                person,
                vocabulary=Vocabulary.builtin(),
                answer_days=30,
                now=NOW,
            )

    terminal.do(tell)
    return Clerk(terminal, monkeypatch)


def codes_of(clerk: Clerk, word: str) -> list[str]:
    """The codes of the aportes that tell of it."""

    async def find(session: AsyncSession) -> list[str]:
        query = sa.select(Aporte.code).where(Aporte.text.contains(word)).order_by(Aporte.id)
        return [spoken(code) for code in await session.scalars(query)]

    return clerk.terminal.do(find)


def told(clerk: Clerk, key: str) -> dict[int, list[str]]:
    """What each person was told by messages of a kind."""

    async def find(session: AsyncSession) -> dict[int, list[str]]:
        rows = await session.scalars(
            sa.select(OutboxMessage)
            .where(OutboxMessage.key.startswith(key))
            .order_by(OutboxMessage.id)
        )
        found: dict[int, list[str]] = {}
        for row in rows:
            found.setdefault(row.person_id, []).append(row.payload["text"])
        return found

    return clerk.terminal.do(find)


def take_up(clerk: Clerk, title: str, word: str) -> str:
    """Admit the aportes that tell of something and make a necesidad of them; its number."""
    codes = codes_of(clerk, word)
    for code in codes:
        checks = ("--sirve", "--competencia", "--politica", "--motivo", "Cumple el alcance")
        clerk.types("admitir", code, *checks)
    clerk.types("necesidad", "crear", title)
    listed = json.loads(clerk.types("necesidad", "listar", "--json").stdout)
    number = str(next(each["numero"] for each in listed if each["titulo"] == title))
    clerk.types("necesidad", "unir", number, *codes)
    return number


def hold_a_session(clerk: Clerk, agua: str, posta: str) -> None:
    """Called in time, with quorum: water is approved by the chair on a tie, the posta is not."""
    seats = list(organs().seats)
    for seat in seats[:5]:
        clerk.types("asiento", "titular", seat, f"Titular de {seat}", "--yes")
    clerk.types(
        "asiento", "alterno", seats[5], "Persona Alterna", "--documento", "Memorando 1", "--yes"
    )
    at = NOW + timedelta(days=9)
    said = f"{at - timedelta(hours=5):%Y-%m-%d %H:%M}"
    clerk.types("sesion", "convocar", "ordinaria", "--fecha", said, "--lugar", "Sala 3, piso 12")
    how = ("--minutos", "20", "--puntos", "Demanda y primeros distritos")
    clerk.types("agenda", "agregar", "1", "Priorizar agua segura", "--necesidad", agua, *how)
    clerk.types("agenda", "agregar", "1", "Priorizar médico en la posta", "--necesidad", posta)
    assert "art. 25.c" in clerk.is_refused("sesion", "circular", "1")
    clerk.types("agenda", "cambiar", "1", "2", *how)
    clerk.types("sesion", "circular", "1")
    assert "art. 19.e" in clerk.is_refused("sesion", "lista", "1", "--presentes", seats[0])
    clerk.now = at
    present = ("--presentes", ",".join(seats[:5]), "--alternos", seats[5])
    assert "instalada" in clerk.types("sesion", "lista", "1", *present).stderr
    favour, against = ",".join(seats[:3]), ",".join(seats[3:6])
    tie = clerk.types("votacion", "votar", "1", "1", "--favor", favour, "--contra", against)
    assert "empate" in tie.stderr
    clerk.types("agenda", "anotar", "1", "1", "La DGACPS ofreció coordinar con los Tambos.")
    clerk.types("votacion", "dirimir", "1", "1", "favor")
    less = ("--favor", ",".join(seats[:2]), "--contra", ",".join(seats[2:6]))
    assert "no aprobado" in clerk.types("votacion", "votar", "1", "2", *less).stderr
    decision = ("--texto", "Priorizar agua segura.", "--responsable", "DGSE", "--yes")
    assert "art. 18" in clerk.is_refused("acuerdo", "registrar", "1", "2", *decision)
    made = clerk.types("acuerdo", "registrar", "1", "1", *decision, "--vence", "2027-01-29")
    assert "AYNI-GT-2026-SO01-A01" in made.stderr
    clerk.types("acuerdo", "no-priorizar", "1", "2", "--motivo", "Menos demanda", "--yes")
    clerk.types("sesion", "cerrar", "1")


def test_many_voices_become_a_decision_and_each_person_hears_it(
    clerk: Clerk, tmp_path: Path
) -> None:
    agua = take_up(clerk, "Agua segura en comunidades altoandinas", "puquio")
    posta = take_up(clerk, "Médico en las postas", "posta")
    for number, value in ((agua, "5"), (posta, "2")):
        for criterion in ("alineamiento", "viabilidad", "evidencia", "urgencia"):
            clerk.types("puntuar", number, criterion, value, "--motivo", "Por lo que se sabe")
    order = json.loads(clerk.types("ranking", "--json").stdout)
    assert [each["numero"] for each in order["necesidades"]] == [int(agua), int(posta)]

    refused = clerk.is_refused(
        "necesidad", "seguir", agua, "--proceso", "M08.05.02.01", "--motivo", "Ya", "--yes"
    )
    assert "art. 14.a" in refused
    hold_a_session(clerk, agua, posta)

    steps = told(clerk, "paso:")
    assert Counter(len(texts) for texts in steps.values()) == {1: 8}
    assert sum("se trabajará primero" in text for (text,) in steps.values()) == 4
    assert sum("por este motivo: «Menos demanda»" in text for (text,) in steps.values()) == 4
    declined = "No priorizada por el acuerdo AYNI-GT-2026-SO01-A02, el 2 de diciembre de 2026."
    assert declined in clerk.types("necesidad", "ver", posta).stdout
    assert declined.rstrip(".") in " ".join(
        clerk.types("ranking", "--detalle", posta).stdout.split()
    )
    assert "no priorizada" in clerk.types("necesidad", "listar").stdout
    seen = json.loads(clerk.types("necesidad", "ver", posta, "--json").stdout)
    assert (seen["decision"], seen["acuerdo"], seen["motivo"]) == (
        "no priorizada",
        "AYNI-GT-2026-SO01-A02",
        "Menos demanda",
    )

    clerk.types(
        *("necesidad", "seguir", agua, "--proceso", "M08.05.02.01"),
        *("--motivo", "Se prepara el concurso", "--documento", "Bases, borrador 1", "--yes"),
    )
    trail = clerk.types("necesidad", "seguir", agua).stdout
    assert "[Desarrollo de la innovación]" in trail
    assert Counter(len(texts) for texts in told(clerk, "paso:").values()) == {1: 4, 2: 4}

    documents(clerk, tmp_path, agua)


def documents(clerk: Clerk, folder: Path, agua: str) -> None:
    """Acta, priorities and monthly report, as Word and as PDF, with no words of people inside."""
    clerk.types("documento", "acta", "1", "--a", str(folder / "acta"), "--carpeta")
    clerk.types("documento", "prioridades", "--a", str(folder / "prioridades"))
    clerk.types("documento", "mensual", "--mes", "2026-11", "--a", str(folder / "mensual"))
    said = {
        name: (
            docx_text((folder / f"{name}.docx").read_bytes()),
            " ".join(pdf_text((folder / f"{name}.pdf").read_bytes()).split()),
        )
        for name in ("acta", "prioridades", "mensual")
    }
    for text in said["acta"]:
        assert "AYNI-GT-2026-SO01-A01" in text
        assert "Persona Alterna" in text
    assert "a favor" in said["acta"][0]
    for text in said["prioridades"]:
        assert "No priorizada por el acuerdo AYNI-GT-2026-SO01-A02" in text
        assert f"Necesidad {agua}: Agua segura en comunidades altoandinas" in text
        assert "AYNI-GT-2026-SO01-A01" in text
        assert "Puno" in text
    for text in said["mensual"]:
        assert "Informe mensual de noviembre de 2026" in text
    for word, pdf in said.values():
        assert "puquio" not in word + pdf
        assert "técnica de enfermería" not in word + pdf
    kept = clerk.types("carpeta", "1").stdout
    assert "acta.docx" in kept
    assert "acta.pdf" in kept


def test_a_person_that_nobody_groups_is_told_nothing(clerk: Clerk) -> None:
    take_up(clerk, "Agua segura en comunidades altoandinas", "puquio")

    async def people(session: AsyncSession) -> int:
        return await session.scalar(sa.select(sa.func.count(Person.id))) or 0

    assert clerk.terminal.do(people) == len(TOLD)
    assert told(clerk, "paso:") == {}
