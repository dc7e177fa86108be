"""How candidate necesidades look: a table, one whole, and as JSON."""

from collections.abc import Sequence

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from intake.grouping.demand import Demand, MemberRow, NecesidadFile, NeedCandidate
from intake.kinds import TagSource
from intake.words.codes import spoken
from intake.words.identifiers import masked

_HIDDEN = "(reservado)"
_NO_WORDS = "(sin palabras que mostrarle)"
"""None are common, all are reserved, or they are not for this account."""
_NOWHERE = "sin distrito"
_SAYS_SO = {TagSource.AUTOMATICA: "automático", TagSource.OPERADOR: "operador"}


def show_list(found: Sequence[NeedCandidate]) -> None:
    """Show the suggestions as a table."""
    output.show_table(
        (
            Column("N", align="right"),
            Column("VOCES", align="right"),
            Column("DISTRITOS", align="right"),
            Column("PRIORIDAD"),
            Column("PALABRAS QUE LA UNEN", wraps=True),
            Column("POR EJEMPLO", wraps=True),
        ),
        [
            (
                str(each.id),
                str(each.demand.voices),
                str(each.districts),
                each.priorities[0] if each.priorities else "",
                ", ".join(each.words[:5]),
                words.shortened(masked(each.text or _NO_WORDS), 100),
            )
            for each in found
        ],
    )


def show_file(file: NecesidadFile, *, shows_restricted: bool) -> None:
    """Show one whole; the words of reserved members only to those who may read them."""
    found = file.candidate
    typer.echo(
        f"Necesidad {found.id} (agrupada por la máquina)\n"
        f"Voces: {found.demand.voices}   Aportes: {found.demand.aportes}   "
        f"Distritos: {found.districts}\n"
        f"Prioridades: {', '.join(found.priorities) or 'ninguna'}\n"
        f"Palabras que la unen: {', '.join(found.words) or _NO_WORDS}\n"
        f"Por ejemplo: {' '.join(masked(found.text or _NO_WORDS).split())}\n"
    )
    output.show_table(
        (Column("DISTRITO"), Column("VOCES", align="right"), Column("APORTES", align="right")),
        [
            (_label(ubigeo), str(each.voices), str(each.aportes))
            for ubigeo, each in file.districts.items()
        ],
    )
    typer.echo()
    show_members(file.members, shows_restricted=shows_restricted)
    left = found.demand.aportes - len(file.members)
    if left > 0:
        more = "aporte más" if left == 1 else "aportes más"
        output.talk(f"Y {left} {more}. Véalos con --limite {found.demand.aportes}")


def show_members(members: Sequence[MemberRow], *, shows_restricted: bool) -> None:
    """Show its aportes, and who put each there."""
    output.show_table(
        (
            Column("CÓDIGO", is_whole=True),
            Column("DISTRITO"),
            Column("LO PUSO"),
            Column("LO QUE CUENTA", wraps=True),
        ),
        [
            (
                spoken(each.code),
                _label(each.ubigeo),
                _SAYS_SO[each.source],
                words.shortened(
                    _told(each, shows_restricted=shows_restricted)
                    or (_HIDDEN if each.restricted else _NO_WORDS),
                    160,
                ),
            )
            for each in members
        ],
    )


def members_as_json(
    members: Sequence[MemberRow], *, shows_restricted: bool
) -> list[dict[str, Json]]:
    """Give its aportes for other programs."""
    return [
        {
            "codigo": spoken(each.code),
            "ubigeo": each.ubigeo,
            "recibido": each.created_at.isoformat(),
            "puesto_por": each.source.value,
            "reservado": each.restricted,
            "texto": _told(each, shows_restricted=shows_restricted),
        }
        for each in members
    ]


def as_json(each: NeedCandidate) -> dict[str, Json]:
    """Give one of a list for other programs."""
    return {
        "numero": each.id,
        **_demand_as_json(each.demand),
        "distritos": each.districts,
        "prioridades": list(each.priorities),
        "palabras": list(each.words),
        "ejemplo": masked(each.text) if each.text else None,
    }


def file_as_json(file: NecesidadFile, *, shows_restricted: bool) -> dict[str, Json]:
    """Give one whole for other programs."""
    return {
        **as_json(file.candidate),
        "demanda": [
            {"ubigeo": ubigeo, "lugar": _label(ubigeo), **_demand_as_json(each)}
            for ubigeo, each in file.districts.items()
        ],
        "miembros": members_as_json(file.members, shows_restricted=shows_restricted),
    }


def _demand_as_json(each: Demand) -> dict[str, int]:
    return {"voces": each.voices, "aportes": each.aportes}


def _told(member: MemberRow, *, shows_restricted: bool) -> str | None:
    is_hidden = member.text is None or (member.restricted and not shows_restricted)
    return None if is_hidden else masked(member.text or "")


def _label(ubigeo: str | None) -> str:
    district = words.find_district(ubigeo)
    return district.label if district else ubigeo or _NOWHERE
