"""The poster: what it says, before it is drawn. Plain words, because many read little."""

from dataclasses import dataclass
from datetime import datetime

from intake.concursos.rules.application import soles
from intake.errors import SettingsError
from intake.places.rules.gazetteer import District
from intake.store.models import Concurso, Source
from intake.words.calendar import LIMA, spoken_date
from intake.words.codes import spoken
from intake.words.doors import Door, Doors

_QUESTION = ("¿Qué le falta a tu comunidad?", "Cuéntanos")


@dataclass(frozen=True, slots=True)
class Call:
    """What a poster says of a concurso."""

    title: str
    closes: str
    prize: str


@dataclass(frozen=True, slots=True)
class Poster:
    """All that is written on it, and the link of its QR."""

    question: tuple[str, str]
    municipality: str
    place: str
    steps: tuple[str, str, str]
    link: str
    by_hand: str
    """How to come in without a camera, before the code."""
    code: str
    call: Call | None = None


def compose(
    source: Source, district: District | None, doors: Doors, concurso: Concurso | None = None
) -> Poster:
    """What the poster of a source says; SettingsError if no door is known."""
    door = way_in(doors)
    return Poster(
        question=_QUESTION,
        municipality=source.name,
        place=_place(district),
        steps=(
            "Escanea el cuadro o escríbenos",
            "Cuéntanos con tus palabras o con tu voz",
            "Te avisamos qué pasa con lo que dijiste",
        ),
        link=door.link(source.code),
        by_hand=door.by_hand,
        code=spoken(source.code),
        call=_call(concurso) if concurso else None,
    )


def way_in(doors: Doors) -> Door:
    """The door that posters lead to; SettingsError, with what opens one, where all are closed."""
    if doors.first is None:
        raise SettingsError(
            f"Los afiches necesitan a dónde llevar: ponga en el archivo .env {doors.explained}."
        )
    return doors.first


def as_pdf(poster: Poster) -> bytes:
    """The poster as one A4 page."""
    from intake.documents.poster import draw  # noqa: PLC0415 who draws none pays for none

    return draw(poster)


def as_png(pdf: bytes) -> bytes:
    """The same page as a picture, to be sent on in a chat."""
    from intake.documents.pictures import page_as_png  # noqa: PLC0415 as above

    return page_as_png(pdf)


def _place(district: District | None) -> str:
    if district is None:
        return ""
    return f"Distrito de {district.name} · Provincia de {district.province} · {district.department}"


def _call(concurso: Concurso) -> Call:
    return Call(concurso.title, f"Postula hasta {last_moment(concurso.closes_at)}", prize(concurso))


def last_moment(closes_at: datetime) -> str:
    """When it closes: «el 5 de enero de 2027, 6:00 p. m.»; midnight is of the day before."""
    local = closes_at.astimezone(LIMA)
    if (local.hour, local.minute) == (0, 0):
        before = datetime.fromordinal(local.toordinal() - 1)
        return f"el {spoken_date(before.date())}"
    half = "a. m." if local.hour < 12 else "p. m."
    return f"el {spoken_date(local.date())}, {local.hour % 12 or 12}:{local.minute:02} {half}"


def prize(concurso: Concurso) -> str:
    """What is won, in a line; empty if the call does not say."""
    if concurso.ceiling:
        whole = f"Hasta {soles(concurso.ceiling)} para cada proyecto"
        return f"{whole} (el {concurso.share} % de su costo)" if concurso.share else whole
    if concurso.fund:
        return f"{soles(concurso.fund)} para los proyectos ganadores"
    return ""
