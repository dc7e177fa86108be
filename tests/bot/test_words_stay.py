"""What a person writes reaches nobody but the staff, whatever others ask in the chat."""

import asyncio
import itertools
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Kind
from intake.store.db import Database
from intake.words.codes import spoken
from intake.words.text import words
from tests.bot.desk import Writer, a_worker

TARACO = "210607"
PLANTED = (
    "No hay agua potable: Zenobio tapó con costales azules el manantial de Quillcamarca",
    "Falta agua para tomar, la señora Hermelinda acarrea baldes desde la laguna Umayhuaca",
    "El agua sale turbia con gusanos rosados desde que limpiaron el tanque viejo de Chullunquiani",
    "Mi DNI es 40516273 y en mi casa no hay agua potable desde la fiesta patronal pasada",
    "No hay luz y el poste torcido de la esquina del molino de Eustaquio chispea en las noches",
    "Se va la luz cada tarde y al taller de Pancracio se le queman los motores importados",
    "Necesitamos paneles solares para las diecisiete casitas dispersas detrás del cerro Ccoñi",
    "El puente de palos podridos de Huaylluma se llevó la crecida con la carreta del tío Fausto",
    "La trocha a Cochapampa está llena de huecos donde caben terneros enteros y nadie rellena",
    "La posta no tiene medicinas y la enfermera Clorinda reparte manzanillas de su propia huerta",
    "En el centro de salud no hay médico, llámenme al 951 753 486 que yo junto las firmas",
    "La escuela no tiene techo en el aula celeste y los niños escriben bajo plásticos remendados",
    "Faltan profesores en el colegio Túpac desde que la directora Melquiades viajó sin avisar",
    "No hay señal de celular, el aviso está en www.avisos-taraco.example.com/senal vayan a verlo",
    "No hay internet para las clases virtuales y subimos al mirador de las antenas oxidadas",
)
PROBES = (
    "No hay agua potable",
    "Falta agua para tomar en mi casa",
    "El agua sale turbia",
    "No hay luz en las noches",
    "Se va la luz cada tarde",
    "Necesitamos paneles solares",
    "El puente se lo llevó la crecida",
    "La trocha está llena de huecos",
    "La posta no tiene medicinas",
    "En el centro de salud no hay médico",
    "La escuela no tiene techo",
    "Faltan profesores en el colegio",
    "No hay señal de celular",
    "No hay internet para las clases",
)
SECRETS = ("40516273", "951 753 486", "951753486", "avisos-taraco")


def runs(text: str) -> set[tuple[str, ...]]:
    """Every four words in a row."""
    said = words(text)
    return set(zip(said, said[1:], said[2:], said[3:], strict=False))


def harvested(
    planted: Iterable[str], heard: Iterable[str], own: Iterable[str]
) -> set[tuple[str, ...]]:
    """Runs of four words of what others told that somebody heard and did not write themselves."""
    said, theirs, mine = (
        {run for text in texts for run in runs(text)} for texts in (heard, planted, own)
    )
    return said & theirs - mine


async def plant(database: Database, texts: Iterable[str]) -> list[str]:
    """Each told by somebody of Taraco; the codes of those that were registered."""
    codes = []
    worker = a_worker(database)
    for text in texts:
        writer = Writer(database)
        await writer.writes(
            *(
                writer.incoming(kind, said)
                for kind, said in (
                    (Kind.BUTTON, "contar"),
                    (Kind.TEXT, text),
                    (Kind.BUTTON, f"d1:lugar:{TARACO}"),
                    (Kind.TEXT, "a los de la banda de arriba del molino"),
                    (Kind.BUTTON, "d1:igual:no"),
                    (Kind.BUTTON, "d1:resumen:si"),
                )
            )
        )
        await worker.handle_some()
        codes += [aporte.code for aporte in await writer.aportes()]
    return codes


async def pry(database: Database, probe: str, codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """A stranger asks all that can be asked, and joins what is offered: own words, and heard."""
    stranger = Writer(database)
    own = [probe, "mi comunidad", "resumen", "mis mensajes"]
    await stranger.taps("contar")
    await stranger.says(probe)
    await stranger.taps(f"d1:lugar:{TARACO}")
    await stranger.says("mi comunidad", "2", "sí", "resumen", "mis mensajes")
    for code in codes:
        await stranger.says(spoken(code))
        await stranger.taps(f"ver:{code}", f"corregir:{code}", f"retirar:{code}")
    while await a_worker(database).handle_some(100):
        pass
    return own, await stranger.hears()


async def test_fourteen_strangers_harvest_nothing_of_fifteen_aportes(database: Database) -> None:
    codes = await plant(database, PLANTED)
    assert len(codes) == len(PLANTED)
    offered = 0
    for probe in PROBES:
        own, heard = await pry(database, probe, codes)
        assert len(heard) > len(codes)
        assert harvested(PLANTED, heard, own) == set()
        assert not [secret for secret in SECRETS if secret in "\n".join(heard)]
        assert "banda de arriba" not in "\n".join(heard)
        offered += any("contaron algo parecido" in text for text in heard)
    assert offered >= 5, "the probes must find something, or the test shows nothing"


_LETTERS = st.text("abcdefghijlmnoprstuvz", min_size=4, max_size=9)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    st.lists(_LETTERS, min_size=6, max_size=14, unique=True),
    st.sampled_from(PROBES),
    st.integers(0, 6),
)
def test_whatever_is_told_no_other_hears_four_words_of_it(
    empty_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    invented: list[str],
    probe: str,
    place: int,
) -> None:
    """The probe stands amid invented words, so that it is found alike."""
    told = " ".join([*invented[:place], probe, *invented[place:]])

    async def ask() -> tuple[list[str], list[str]]:
        database = Database(f"sqlite+aiosqlite:///{path}")
        try:
            return await pry(database, probe, await plant(database, [told]))
        finally:
            await database.close()

    path = tmp_path_factory.mktemp("words") / "ayni.db"
    shutil.copy(empty_sqlite, path)
    own, heard = asyncio.run(ask())
    assert heard
    assert harvested([told], heard, own) == set()


def test_the_measure_finds_a_run_that_is_there() -> None:
    """A test of the test: quoting one planted text is noticed."""
    quoted = [f"Alguien contó: «{PLANTED[0]}»"]
    assert harvested(PLANTED, quoted, [])
    assert not harvested(PLANTED, quoted, PLANTED)
    assert len(list(itertools.chain(PLANTED))) == 15
