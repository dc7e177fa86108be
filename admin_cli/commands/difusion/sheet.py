"""How a mass message is shown in the terminal: to whom, how many, how it looks, how far it went."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json, iso
from intake.figures.effect import Effect
from intake.figures.progress import Progress
from intake.kinds import BroadcastState
from intake.outreach.audience import Audience, Count, LeftOut
from intake.places.rules.regions import region_name
from intake.store.models import Broadcast, Operator
from intake.store.outgoing import Outgoing
from intake.words.channels import Declared, declared
from intake.words.codes import spoken

WHY = {
    LeftOut.NO_OPT_IN: "no pidieron noticias",
    LeftOut.UNREACHABLE: "bloquearon el canal o ya no están",
    LeftOut.CHANNEL_OFF: "escribieron por un canal que hoy está apagado",
    LeftOut.TOLD: "ya tienen este aviso",
    LeftOut.OFTEN: "ya recibieron todos los avisos que caben en una semana",
}
STATES = {
    BroadcastState.BORRADOR: "borrador: falta que otra persona la apruebe",
    BroadcastState.APROBADA: "aprobada: espera su hora",
    BroadcastState.ENVIANDO: "enviándose",
    BroadcastState.PAUSADA: "en pausa",
    BroadcastState.TERMINADA: "terminada",
    BroadcastState.CANCELADA: "cancelada",
}


@dataclass(frozen=True, slots=True)
class BroadcastSheet:
    """All there is to show of one mass message."""

    row: Broadcast
    made_by: Operator
    approved_by: Operator | None
    count: Count | None
    """Before it begins: whom it would reach."""
    progress: Progress
    effect: Effect


def audience_words(kept: dict[str, Json]) -> str:
    """Say who it is for: «Puno; municipalidades; sobre agua»."""
    whom = Audience.from_json(kept)
    places = [region_name(code, words.known_districts()) for code in whom.ubigeos]
    said = ["; ".join(places)] if places else []
    if whom.actor:
        said.append(f"quienes escriben por {words.ACTORS[whom.actor]}")
    if whom.priorities:
        said.append(f"contaron algo sobre {', '.join(whom.priorities)}")
    if whom.followers_of:
        said.append(f"están detrás de la necesidad {_numbers(whom.followers_of)}")
    if whom.applicants_of:
        said.append(f"postularon al concurso {_numbers(whom.applicants_of)}")
    if whom.channels:
        said.append(f"por {', '.join(whom.channels)}")
    return " · ".join(said) or "todas las personas que pidieron noticias"


def _numbers(ids: tuple[int, ...]) -> str:
    return ", ".join(str(each) for each in ids)


def show_count(count: Count) -> None:
    """Show how many it would reach on each channel, and who is left out."""
    rows = [[f"llega por {channel}", f"{number:n}"] for channel, number in count.reached.items()]
    rows += [
        [f"queda fuera: {WHY[why]}", f"{number:n}"]
        for why, number in count.left_out.items()
        if number
    ]
    rows.insert(0, ["llegaría a", words.people(count.people)])
    output.show_table([Column("personas", wraps=True), Column("cuántas", "right")], rows)


def count_json(count: Count) -> dict[str, Json]:
    """Give the same for other programs."""
    return {
        "llegaria_a": count.people,
        "por_canal": count.reached,
        "quedan_fuera": {why.value: number for why, number in count.left_out.items()},
    }


def preview(payload: dict[str, Json], channels: Sequence[Declared]) -> None:
    """Show the message as each channel will show it."""
    message = Outgoing.from_json(payload)
    for channel in channels:
        body: list[RenderableType] = [Text(message.text)]
        for place, label in enumerate(message.labels, 1):
            number = f"{place}. " if channel.message.numbered else ""
            body.append(Text(f"[ {number}{label} ]"))
        panel = Panel(Group(*body), title=channel.name, width=48, title_align="left")
        output.console().print(panel)


def show(view: BroadcastSheet) -> None:
    """Show one mass message whole."""
    row = view.row
    lines = [
        ["estado", STATES[row.state]],
        ["a quiénes", audience_words(row.audience)],
        ["la preparó", f"{view.made_by.username}, {words.moment(row.created_at)}"],
    ]
    if view.approved_by and row.approved_at:
        approved = f"{view.approved_by.username}, {words.moment(row.approved_at)}"
        lines.append(["la aprobó", f"{approved}, con el acuerdo {row.acuerdo}"])
    if row.starts_at:
        lines.append(["sale", words.moment(row.starts_at)])
    if row.state is BroadcastState.BORRADOR:
        lines.append(["prueba", f"escriba al bot: {spoken(row.test_code)}"])
    output.show_table([Column(f"difusión {row.id}"), Column("", wraps=True)], lines)
    output.talk("")
    preview(row.payload, declared()[:1])
    if view.count is not None:
        show_count(view.count)
    if row.began_at:
        _show_progress(view)


def _show_progress(view: BroadcastSheet) -> None:
    progress, effect = view.progress, view.effect
    rows = [
        ["prevista para", progress.planned],
        ["entregada", progress.delivered],
        ["esperan", progress.waiting],
        ["la bloquearon", effect.blocked],
        *([f"falló: {reason}", number] for reason, number in effect.failed.items()),
        ["se dieron de baja antes de recibirla", progress.dropped],
        ["no se sabrá si llegó (corte en pleno envío; no se repite)", progress.unknown],
        ["escribieron después", effect.replied],
        ["se dieron de baja después", effect.opted_out],
    ]
    if view.row.concurso_id is not None:
        rows.append(["postularon después", effect.applied])
    output.show_table(
        [Column("resultado", wraps=True), Column("personas", "right")],
        [[str(name), f"{number:n}"] for name, number in rows],
    )


def to_json(view: BroadcastSheet) -> dict[str, Json]:
    """Give one for other programs."""
    row, progress, effect = view.row, view.progress, view.effect
    return {
        "numero": row.id,
        "estado": row.state.value,
        "concurso": row.concurso_id,
        "texto": row.payload.get("text"),
        "publico": row.audience,
        "preparada_por": view.made_by.username,
        "aprobada_por": view.approved_by.username if view.approved_by else None,
        "acuerdo": row.acuerdo,
        "sale": iso(row.starts_at),
        "empezo": iso(row.began_at),
        "termino": iso(row.finished_at),
        "conteo": count_json(view.count) if view.count else None,
        "prevista": progress.planned,
        "entregada": progress.delivered,
        "esperan": progress.waiting,
        "bloquearon": effect.blocked,
        "fallo": effect.failed,
        "baja_antes": progress.dropped,
        "desconocida": progress.unknown,
        "escribieron": effect.replied,
        "baja_despues": effect.opted_out,
        "postularon": effect.applied,
    }


def show_all(rows: list[tuple[Broadcast, Progress]]) -> None:
    """Show them as a table."""
    output.show_table(
        [
            Column("nº", "right"),
            Column("estado"),
            Column("entregada", "right"),
            Column("de", "right"),
            Column("texto", wraps=True),
        ],
        [
            [
                str(row.id),
                row.state.value,
                f"{progress.delivered:n}",
                f"{progress.total:n}",
                " ".join(str(row.payload.get("text", "")).split())[:80],
            ]
            for row, progress in rows
        ],
    )
