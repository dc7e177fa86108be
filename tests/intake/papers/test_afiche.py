"""Posters: nothing runs over, the QR is read by another library, the words are in the file."""

from datetime import datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from intake.documents import poster
from intake.documents.fonts import register_fonts
from intake.errors import SettingsError
from intake.kinds import SourceKind
from intake.outreach.sources import municipality
from intake.papers import afiche
from intake.places.rules.places import builtin_districts
from intake.store.models import Concurso, Source
from tests.conftest import NOW
from tests.factories import doors

DISTRICTS = {each.ubigeo: each for each in builtin_districts()}
LONGEST = max(DISTRICTS.values(), key=lambda each: len(each.name))
DOORS = doors(telegram_name="AyniEscuchaBot", public_url="https://escucha.example.pe")


def a_source(ubigeo: str) -> Source:
    return Source(
        code="K7F3MX",
        kind=SourceKind.MUNICIPALIDAD,
        name=municipality(DISTRICTS[ubigeo]),
        ubigeo=ubigeo,
        created_at=NOW,
    )


def a_call(title: str) -> Concurso:
    return Concurso(
        title=title, closes_at=datetime.fromisoformat("2027-01-06T05:00+00:00"), ceiling=50_000
    )


def words_of(pdf: bytes) -> str:
    (page,) = PdfReader(BytesIO(pdf)).pages
    return " ".join(page.extract_text().replace("\u00a0", " ").split())


def read_qr(png: bytes) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(Image.open(BytesIO(png)).convert("L"))]


def test_the_poster_of_the_longest_name_says_all_and_its_qr_leads_to_its_source() -> None:
    composed = afiche.compose(a_source(LONGEST.ubigeo), LONGEST, DOORS)
    pdf = afiche.as_pdf(composed)
    png = afiche.as_png(pdf)

    said = words_of(pdf)
    for words in (
        "¿Qué le falta a tu comunidad?",
        "Cuéntanos",
        "K7F-3MX",
        "En Telegram busca @AyniEscuchaBot",
        f"Municipalidad Distrital de {LONGEST.name}",
        f"Distrito de {LONGEST.name} · Provincia de {LONGEST.province}",
        "Es gratis. No pedimos DNI. No damos bonos ni atendemos emergencias.",
        "MIDIS",
    ):
        assert words in said
    assert read_qr(png) == ["https://t.me/AyniEscuchaBot?start=K7F3MX"]
    small = Image.open(BytesIO(png)).convert("L").resize((496, 702))
    assert [each.text for each in zxingcpp.read_barcodes(small)], "as a phone sees it from afar"


@pytest.mark.parametrize(
    "title", ["Agua", "Concurso de innovación social para la seguridad alimentaria " * 4]
)
def test_the_poster_of_a_call_says_what_is_won_and_until_when(title: str) -> None:
    composed = afiche.compose(a_source("210607"), DISTRICTS["210607"], DOORS, a_call(title))
    pdf = afiche.as_pdf(composed)

    said = words_of(pdf)
    assert "Hasta S/ 50 000 para cada proyecto" in said
    assert "Postula hasta el 5 de enero de 2027" in said, "it closes at midnight"
    assert title.split(maxsplit=1)[0] in said
    assert read_qr(afiche.as_png(pdf)) == [composed.link]


def test_no_name_of_a_district_is_cut_or_runs_over_the_margin() -> None:
    register_fonts()
    for district in DISTRICTS.values():
        written = afiche.compose(a_source(district.ubigeo), district, DOORS)
        for text, font, size, floor in (
            (written.municipality, poster.BOLD, *poster.NAME_SIZES),
            (written.place, poster.PLAIN, *poster.PLACE_SIZES),
        ):
            fit, (line,) = poster.fitted(text, font, poster.INSIDE, size=size, floor=floor, lines=1)
            assert line == text
            assert stringWidth(line, font, fit) <= poster.INSIDE


def test_where_there_is_only_the_web_chat_the_poster_leads_there() -> None:
    web = doors(public_url="https://escucha.example.pe")
    composed = afiche.compose(a_source("210607"), DISTRICTS["210607"], web)

    assert composed.link == "https://escucha.example.pe/?de=K7F3MX"
    assert composed.by_hand.startswith("Entra a escucha.example.pe")


def test_without_any_door_the_missing_settings_are_named() -> None:
    with pytest.raises(SettingsError, match=r"AYNI_TELEGRAM_NAME.*AYNI_PUBLIC_URL"):
        afiche.compose(a_source("210607"), DISTRICTS["210607"], doors())
