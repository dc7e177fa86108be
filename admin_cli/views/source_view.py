"""How sources are shown: their links, and who came by them."""

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from intake.kinds import SourceKind
from intake.outreach.arrivals import Tally
from intake.settings import Settings
from intake.words.codes import spoken
from intake.words.doors import Doors

KINDS = {
    SourceKind.MUNICIPALIDAD: "municipalidad",
    SourceKind.ESCUELA: "escuela",
    SourceKind.TAMBO: "tambo",
    SourceKind.SALUD: "posta de salud",
    SourceKind.RADIO: "radio",
    SourceKind.FERIA: "feria",
    SourceKind.VECINO: "un vecino",
    SourceKind.OTRO: "otra",
}
_COLUMNS = (
    Column("CÓDIGO", is_whole=True),
    Column("CLASE"),
    Column("NOMBRE", wraps=True),
    Column("DISTRITO", wraps=True),
    Column("LLEGARON", "right"),
    Column("CONTARON", "right"),
    Column("NOTICIAS", "right"),
    Column("POSTULARON", "right"),
)


def doors() -> Doors:
    """Give the doors by which people come in to the bot here, as the settings name them."""
    return Settings.load().doors


def show_list(tallies: list[Tally]) -> None:
    """Show a table, the ones that bring most people first."""
    output.show_table(_COLUMNS, [_row(each) for each in tallies])


def show_one(tally: Tally, doors: Doors) -> None:
    """Show one source whole, with its links."""
    source = tally.source
    lines = [f"{spoken(source.code)}  {source.name} ({KINDS[source.kind]})"]
    if source.ubigeo:
        lines.append(f"Distrito: {_district(source.ubigeo)}")
    lines.append(
        f"Llegaron {words.people(tally.people)}: {tally.told} contaron algo, {tally.news} quieren "
        f"noticias y {tally.applied} postularon."
    )
    lines += [f"{name}: {link}" for name, link in links(source.code, doors).items() if link]
    print_lines(lines)


def print_lines(lines: list[str]) -> None:
    """Print them on stdout."""
    output.console().print("\n".join(lines), soft_wrap=True)


def links(code: str, doors: Doors) -> dict[str, str]:
    """Give its links by the name of the channel."""
    return {door.label: door.link(code) for door in doors.every}


def as_json(tally: Tally, doors: Doors) -> dict[str, Json]:
    """Give one source for other programs."""
    source = tally.source
    return {
        "codigo": spoken(source.code),
        "clase": source.kind.value,
        "nombre": source.name,
        "ubigeo": source.ubigeo,
        "concurso_id": source.concurso_id,
        "creada": source.created_at.isoformat(),
        "personas": tally.people,
        "contaron": tally.told,
        "noticias": tally.news,
        "postularon": tally.applied,
        **{f"enlace_{door.channel}": door.link(source.code) or None for door in doors.every},
    }


def _row(tally: Tally) -> tuple[str, ...]:
    source = tally.source
    figures = (tally.people, tally.told, tally.news, tally.applied)
    district = _district(source.ubigeo) if source.ubigeo else ""
    return (
        spoken(source.code),
        KINDS[source.kind],
        source.name,
        district,
        *(str(each) for each in figures),
    )


def _district(ubigeo: str) -> str:
    found = words.find_district(ubigeo)
    return found.label if found else ubigeo
