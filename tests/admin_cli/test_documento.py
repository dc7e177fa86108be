"""`ayni documento`: documents as files, as a clerk makes them."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.clock import utc_now
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingState
from intake.store.models import JournalEntry, Meeting
from intake.words.calendar import lima_date
from tests.admin_cli.conftest import Terminal
from tests.factories import an_aporte
from tests.intake.documents.reading import docx_text, pdf_text
from tests.intake.papers.sittings import a_meeting


def _tell(terminal: Terminal) -> None:
    async def work(session: AsyncSession) -> Any:
        await an_aporte(session, utc_now(), text="PALABRAS RESERVADAS", ubigeo="210607")

    terminal.do(work)


def test_the_monthly_report_is_written_as_both_files_without_peoples_words(
    terminal: Terminal, tmp_path: Path
) -> None:
    _tell(terminal)

    made = terminal.ayni("documento", "mensual", "--a", str(tmp_path / "informe"), "--como", "ana")

    assert made.exit_code == 0, made.output
    word = docx_text((tmp_path / "informe.docx").read_bytes())
    pdf = pdf_text((tmp_path / "informe.pdf").read_bytes())
    for text in (word, pdf):
        assert "Informe mensual de" in text
        assert "Regiones sin aportes este mes (24 de 25)" in text
        assert "PALABRAS RESERVADAS" not in text
    assert "Puno | 1 | 1 | 1 | 1 | 110 | 0" in word


def test_who_made_it_is_in_the_journal(terminal: Terminal, tmp_path: Path) -> None:
    terminal.ayni("documento", "mensual", "--a", str(tmp_path / "i.docx"), "--como", "ana")

    async def read(session: AsyncSession) -> JournalEntry | None:
        found: JournalEntry | None = await session.scalar(
            sa.select(JournalEntry).where(JournalEntry.verb == "documento")
        )
        return found

    entry = terminal.do(read)
    assert entry is not None
    assert (entry.note, entry.after) == ("informe mensual", {"archivos": ["i.docx"]})
    assert entry.operator_id is not None


def test_it_asks_before_it_writes_over_a_file(terminal: Terminal, tmp_path: Path) -> None:
    there = tmp_path / "i.pdf"
    there.write_text("antes")
    words = ("documento", "mensual", "--a", str(there), "--como", "ana")

    refused, done = terminal.ayni(*words), terminal.ayni(*words, "--yes")

    assert (refused.exit_code, done.exit_code) == (1, 0)
    assert there.read_bytes().startswith(b"%PDF")


def test_an_ending_nobody_can_write_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    refused = terminal.ayni("documento", "mensual", "--a", str(tmp_path / "i.odt"), "--como", "ana")

    assert refused.exit_code == 1
    assert "No se sabe escribir «.odt»: termine el nombre en .docx o .pdf" in refused.output


def test_a_folder_that_there_is_not_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "nada" / "i.pdf"
    refused = terminal.ayni("documento", "mensual", "--a", str(out), "--como", "ana")

    assert refused.exit_code == 1
    assert "No se pudo escribir" in refused.output


def test_the_lab_edits_its_templates_and_its_risks(terminal: Terminal, tmp_path: Path) -> None:
    folder, out = tmp_path / "plantillas", tmp_path / "i.docx"
    copied = terminal.ayni("documento", "plantillas", "--a", str(folder))
    assert copied.exit_code == 0
    (folder / "mensual.md").write_text("# Informe corto de {{ mes }}\n\n{{ riesgos[0].frase }}\n")
    (folder / "riesgos.yaml").write_text(
        "riesgos: [{id: a, tipo: riesgo, cifra: recibidos, hasta: 5, frase: 'Solo {cifra}.'}]"
    )
    words = ("documento", "mensual", "--a", str(out), "--como", "ana")

    made = terminal.ayni(*words, AYNI_TEMPLATES=str(folder))

    assert made.exit_code == 0, made.output
    assert "Solo 0." in docx_text(out.read_bytes())


def test_a_broken_template_is_refused_with_its_line(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "mensual.md").write_text("# Informe\n\n{{ municipios }}\n")
    out = tmp_path / "i.pdf"
    words = ("documento", "mensual", "--a", str(out), "--como", "ana")

    refused = terminal.ayni(*words, AYNI_TEMPLATES=str(tmp_path))

    assert refused.exit_code == 1
    assert "mensual.md, línea 3: no hay un campo «municipios»" in refused.output
    assert not out.exists()


def test_templates_are_not_written_over_unasked(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "mensual.md").write_text("mía")

    refused = terminal.ayni("documento", "plantillas", "--a", str(tmp_path))

    assert refused.exit_code == 1
    assert (tmp_path / "mensual.md").read_text() == "mía"


def test_a_month_that_is_none_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    out = str(tmp_path / "i.pdf")
    refused = terminal.ayni("documento", "mensual", "--mes", "13", "--a", out, "--como", "ana")

    assert refused.exit_code == 1
    assert "escríbalo como 11/2026" in refused.output


async def _close(session: AsyncSession, number: int) -> None:
    sesion = await session.get_one(Meeting, number)
    sesion.state, sesion.closed_at = MeetingState.CERRADA, utc_now()


def test_the_papers_of_a_session_are_written_and_kept_in_its_folder(
    terminal: Terminal, tmp_path: Path
) -> None:
    async def meet(session: AsyncSession) -> int:
        return (await a_meeting(session, utc_now(), state=MeetingState.INSTALADA)).id

    number = str(terminal.do(meet))
    call = tmp_path / "convocatoria.docx"

    for words in (
        ("convocatoria", number, "--a", str(call), "--carpeta"),
        ("acta", number, "--a", str(tmp_path / "acta.pdf"), "--carpeta"),
        ("prioridades", "--a", str(tmp_path / "prioridades.docx"), "--carpeta", number),
    ):
        made = terminal.ayni("documento", *words, "--como", "ana")
        assert made.exit_code == 0, made.output

    kept = terminal.ayni("carpeta", number, "--como", "ana").stdout
    for name in ("convocatoria.docx", "acta.pdf", "prioridades.docx"):
        assert name in kept
    assert "borrador de acta" in kept
    terminal.do(lambda session: _close(session, int(number)))
    signed = tmp_path / "firmada.pdf"
    signed.write_bytes(b"%PDF firmada")
    into = ("carpeta", number, "--agregar", str(signed))
    assert "sellada" in terminal.ayni(*into, "--como", "ana").output
    for more in (("--motivo", "x"), ("--acta",)):
        assert "Secretaría Técnica" in terminal.ayni(*into, *more, "--como", "luis").output
    added = terminal.ayni(*into, "--acta", "--como", "ana", "--yes")
    assert "firmada.pdf" in added.stdout, added.output
    again = ("documento", "acta", number, "--a", str(tmp_path / "acta.pdf"), "--carpeta", "--yes")
    before = (tmp_path / "acta.pdf").read_bytes()
    assert "--motivo" in terminal.ayni(*again, "--como", "ana").output
    assert (tmp_path / "acta.pdf").read_bytes() == before, "what is refused writes nothing"
    made = terminal.ayni(*again, "--como", "ana", "--motivo", "Se corrigió la hora")
    assert made.exit_code == 0, made.output
    folder = tmp_path / "copia"
    terminal.ayni("carpeta", number, "--exportar", str(folder))
    assert {path.name for path in folder.iterdir()} >= {
        "acta.pdf",
        "acta (versión 1).pdf",
        "firmada.pdf",
    }

    today = lima_date(utc_now())
    text = docx_text(call.read_bytes())
    assert all(seat.name_on(today) in text for seat in organs().seats.values())
    assert f"Preside | {organs().chair.name_on(today)}" in text


def test_a_session_that_there_is_not_is_not_found(terminal: Terminal, tmp_path: Path) -> None:
    words = ("documento", "acta", "9", "--a", str(tmp_path / "a.pdf"), "--como", "ana")

    assert terminal.ayni(*words).exit_code == 3


def test_every_template_explains_its_fields_and_can_be_copied(
    terminal: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "plantillas"
    terminal.ayni("documento", "plantillas", "--a", str(folder))

    copied = {path.name: path.read_text("utf-8") for path in folder.iterdir()}

    templates = {"acta.md", "convocatoria.md", "mensual.md", "prioridades.md"}
    assert set(copied) == {*templates, "riesgos.yaml"}
    assert all("Campos" in copied[name].split("#}")[0] for name in templates)


def test_a_title_with_money_and_signs_of_any_kind_is_in_every_document(
    terminal: Terminal, tmp_path: Path
) -> None:
    titles = ("Riego: US$ 50 al 20% o US$ 80", "Agua\ufffe 💧 {{ x }} **ya** <b>")
    for title in titles:
        assert terminal.ayni("necesidad", "crear", title, "--como", "ana").exit_code == 0
    made = terminal.ayni("documento", "prioridades", "--a", str(tmp_path / "d"), "--como", "ana")

    assert made.exit_code == 0, (made.output, made.exception)
    word = docx_text((tmp_path / "d.docx").read_bytes())
    pdf = pdf_text((tmp_path / "d.pdf").read_bytes())
    assert "Riego: US$ 50 al 20% o US$ 80" in word
    assert "Riego: US$ 50 al 20% o US$ 80" in pdf
    assert "Agua 💧 {{ x }} **ya** <b>" in word
    assert "Agua □ {{ x }} **ya** <b>" in pdf
