"""`ayni doctor`: what is set up, and whether everything works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Annotated
from urllib.parse import urlsplit

import aiohttp
import typer
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.exit_codes import ExitCode
from admin_cli.terminal.options import AsOption, JsonOption, a_command
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import Desk, act, run
from intake.errors import IntakeError
from intake.grupo.rules.organs import organs
from intake.kinds import TagSource
from intake.listening import parting
from intake.listening.discard_reasons import discard_reasons
from intake.listening.notice_file import sentences
from intake.listening.ready_answers import ready_answers
from intake.necesidades.rules.criteria import builtin_criteria
from intake.necesidades.rules.processes import stages
from intake.necesidades.step_notices import processes_in_words
from intake.reading import taxonomy
from intake.reading.rules.derivations import builtin_readings
from intake.reading.rules.vocabulary import read_vocabulary
from intake.reading.second import PULSE
from intake.sameness.scorecards import chosen
from intake.settings import Settings
from intake.store import access, health, pulses
from intake.store.access import Grant
from intake.store.health import Health, Waiting
from intake.store.journal import record
from intake.store.models import Operator
from intake.store.private import who_else_writes
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.channels import Declared, declared, fields_of, variable

app = a_command()
_PATIENCE = timedelta(minutes=5)
_CHANNEL_SECONDS = 5
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Verdict(StrEnum):
    """What a check came to."""

    GOOD = "bien"
    NOTE = "aviso"
    BAD = "mal"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    verdict: Verdict
    detail: str


@app.command()
def command(
    reintentar: Annotated[
        bool,
        typer.Option("--reintentar", help="Vuelve a atender los mensajes que fallaron."),
    ] = False,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Revisa los ajustes, la base de datos, los canales y lo que espera. Sale con 1 si algo va mal.

    \b
    Ejemplo:
      ayni doctor
    """
    if reintentar:
        output.talk(f"Mensajes que vuelven a la fila: {act(como, _retry)}.")
    try:
        checks = run(_examine)
    except IntakeError as problem:
        checks = [Check("Arranque", Verdict.BAD, str(problem))]
    if as_json:
        output.show_json(
            [
                {"nombre": each.name, "resultado": each.verdict.value, "detalle": each.detail}
                for each in checks
            ]
        )
    else:
        output.show_table(
            (Column("QUÉ"), Column("CÓMO ESTÁ"), Column("DETALLE", wraps=True)),
            [(each.name, each.verdict.value, each.detail) for each in checks],
        )
    if any(each.verdict is Verdict.BAD for each in checks):
        raise typer.Exit(ExitCode.REFUSED)


async def _retry(session: AsyncSession, by: Operator, now: datetime) -> int:
    access.check(by, Grant.MANTENIMIENTO)
    count = await health.retry_failed(session)
    record(session, Verb.REINTENTAR, now=now, operator_id=by.id, note=f"{count} mensajes")
    return count


async def _examine(desk: Desk) -> list[Check]:
    async with desk.database.reading() as session:
        found = await health.examine(session, now=desk.now)
        priorities = await _priorities(session)
    return [
        _database(desk.settings),
        *_folder(desk.settings),
        _data(),
        _scorecard(desk.settings),
        priorities,
        _operators(found),
        _attention(desk.settings),
        _lines(desk.now),
        *_second_reader(desk.settings, found, desk.now),
        *await _channels(desk.settings, found, desk.now),
        *_proxy(desk.settings),
        *_waiting(found, desk.now),
        _unreachable(found),
    ]


def _database(settings: Settings) -> Check:
    shown = make_url(settings.database_url).render_as_string(hide_password=True)
    return Check("Base de datos", Verdict.GOOD, shown)


def _folder(settings: Settings) -> Iterator[Check]:
    """Whether the folder of the database is safe from other accounts."""
    if problem := who_else_writes(settings.database_url):
        yield Check("Carpeta", Verdict.BAD, problem)


def _data() -> Check:
    try:
        reasons = len(discard_reasons())
        answers = len(ready_answers())
        processes_in_words(sentences())
        organs(), stages(), builtin_criteria()
    except IntakeError as problem:
        return Check("Archivos del Lab", Verdict.BAD, str(problem))
    detail = (
        f"{reasons} motivos de descarte, {answers} respuestas, las frases y el Manual, en orden"
    )
    return Check("Archivos del Lab", Verdict.GOOD, detail)


def _scorecard(settings: Settings) -> Check:
    """By what aportes are said to be alike."""
    name = "Parecidos"
    try:
        card = chosen(settings)
    except IntakeError as problem:
        return Check(name, Verdict.BAD, str(problem))
    origin = settings.scorecard or "la tarjeta del programa"
    detail = f"{origin}; se pregunta desde {card.ask:.0%} y se une desde {card.link:.0%}"
    return Check(name, Verdict.GOOD, detail)


async def _priorities(session: AsyncSession) -> Check:
    """Whether the file that holds can be read, and the queue is tagged by it."""
    name = "Prioridades"
    try:
        data = read_vocabulary(await taxonomy.current_text(session))
    except IntakeError as problem:
        return Check(name, Verdict.BAD, str(problem))
    row = await taxonomy.newest(session)
    if row is None or not row.text:
        detail, again = f"{len(data.priorities)}, las del programa", "ayni prioridades actualizar"
    else:
        detail = f"{len(data.priorities)}, importadas el {words.moment(row.imported_at)}"
        again = "ayni prioridades importar, con el mismo archivo"
    if row is not None and row.retagged_at is None:
        return Check(name, Verdict.NOTE, f"{detail}; falta etiquetar la cola: repita {again}")
    left = await parting.count_left(session, await taxonomy.current(session))
    if left.get(TagSource.AUTOMATICA):
        advice = f"hay aportes abiertos bajo una que se dividió: {again}"
        return Check(name, Verdict.NOTE, f"{detail}; {advice}")
    if left:
        advice = (
            f"{left[TagSource.OPERADOR]} por decidir bajo una que se dividió: véalas con "
            "ayni cola --prioridad y su id"
        )
        return Check(name, Verdict.NOTE, f"{detail}; {advice}")
    return Check(name, Verdict.GOOD, detail)


def _second_reader(settings: Settings, found: Health, now: datetime) -> Iterator[Check]:
    """Where what people tell is sent to be read by another; nothing where that is off."""
    if not settings.segundo_lector_url:
        return
    name = "Segundo lector"
    address = urlsplit(settings.segundo_lector_url)
    detail = (
        f"encendido: lo que escribe la gente va a {address.hostname} "
        f"({settings.segundo_lector_donde}), al modelo {settings.segundo_lector_modelo}"
    )
    read_until = found.heard_at.get(PULSE)
    if read_until is None:
        yield Check(name, Verdict.NOTE, f"{detail}; aún no ha leído nada: ¿está encendido el bot?")
    elif now - read_until > _PATIENCE:
        since = words.age(now, read_until)
        yield Check(name, Verdict.BAD, f"{detail}; le falta leer lo que llegó desde {since}")
    elif address.scheme == "http" and address.hostname not in _THIS_MACHINE:
        yield Check(name, Verdict.NOTE, f"{detail}; va sin cifrar: ponga una dirección https://")
    else:
        yield Check(name, Verdict.GOOD, f"{detail}; está al día")


def _operators(found: Health) -> Check:
    if not found.operators:
        return Check("Cuentas", Verdict.BAD, "Nadie puede atender la cola: ayni operador crear")
    return Check("Cuentas", Verdict.GOOD, f"activas: {found.operators}")


def _lines(now: datetime) -> Check:
    """Whether each number of help is confirmed, and was looked at in the last months."""
    name, today = "Líneas de ayuda", lima_date(now)
    lines = [line for way in builtin_readings().derivations for line in way.channels]
    unsure = sorted({line.name for line in lines if not line.is_verified})
    late = sorted({line.name for line in lines if line.is_verified and line.is_overdue(today)})
    said = []
    if unsure:
        said.append(f"por confirmar, y no se dicen: {', '.join(unsure)}")
    if late:
        said.append(f"hace más de seis meses que no se revisan: {', '.join(late)}")
    if said:
        return Check(name, Verdict.NOTE, f"{'; '.join(said)}. Véalas con ayni lineas")
    return Check(name, Verdict.GOOD, f"verificadas: {len({line.contact for line in lines})}")


def _attention(settings: Settings) -> Check:
    """Whether who wants to speak with a person is told when somebody attends."""
    name = "Atención"
    if settings.attention is None:
        return Check(
            name,
            Verdict.NOTE,
            "a quien pide hablar con una persona no se le puede decir cuándo: ponga el horario en "
            "AYNI_HORARIO, así: lun-vie 8:30-17:30",
        )
    return Check(name, Verdict.GOOD, settings.attention.spoken())


async def _channels(settings: Settings, found: Health, now: datetime) -> list[Check]:
    """Each channel, in its place: whether it is well, and whether it is heard."""
    checks = []
    for each in declared():
        checks += [await _channel(each, settings), _hearing(each, settings, found, now)]
    return [check for check in checks if check is not None]


async def _channel(channel: Declared, settings: Settings) -> Check | None:
    """How a channel is, as it declares: it may be asked. A secret is never shown."""
    form = channel.check
    if form is None:
        return None
    if not channel.is_on(settings.value):
        return Check(form.name, Verdict.NOTE, f"Apagado: falta {variable(channel.switch)}")
    if not form.url:
        address = settings.public_url or f"http://{settings.http_host}:{settings.http_port}"
        return Check(form.name, Verdict.GOOD, form.good.format(address=address, name=""))
    fields = {name: settings.value(name) for name in fields_of(form.url)}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_CHANNEL_SECONDS)) as client,
            client.get(form.url.format(**fields)) as response,
        ):
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        where = settings.value(form.where)
        return Check(form.name, Verdict.BAD, f"{where} no responde ({type(problem).__name__})")
    if not isinstance(answer, dict) or not answer.get("ok"):
        return Check(form.name, Verdict.BAD, form.refused.format(status=response.status))
    name = reduce(lambda found, key: found.get(key, {}), form.found_at, answer) or "?"
    return Check(form.name, Verdict.GOOD, form.good.format(address="", name=name))


def _hearing(channel: Declared, settings: Settings, found: Health, now: datetime) -> Check | None:
    """Whether somebody asks a channel for messages, and is answered."""
    if not channel.is_asked(settings.value):
        return None
    name = f"{channel.label}, oír"
    advice = "¿está encendido el bot, hay internet, sirve el token?"
    heard_at = found.heard_at.get(channel.name)
    if heard_at is None:
        return Check(name, Verdict.NOTE, f"nunca contestó a una consulta: {advice}")
    if now - heard_at > pulses.LATE:
        since = words.age(now, heard_at)
        return Check(name, Verdict.BAD, f"la última consulta con respuesta fue {since}: {advice}")
    return Check(name, Verdict.GOOD, f"contestó {words.age(now, heard_at)}")


def _proxy(settings: Settings) -> Iterator[Check]:
    """Behind a proxy that it was not told of, the bot cannot tell one visitor's network."""
    if settings.public_url.startswith("https:") and not settings.trusted_proxies:
        yield Check(
            "Proxy",
            Verdict.NOTE,
            "sin AYNI_TRUSTED_PROXIES no se sabe de qué red llega cada visitante, y los límites "
            "por red no rigen: vea docs/operacion.md, «HTTPS»",
        )


def _waiting(found: Health, now: datetime) -> Iterator[Check]:
    yield _line("Por entender", found.inbox, now, "¿está encendido el bot? (ayni-bot)")
    yield _failed("Sin entender", found.inbox, "ayni doctor --reintentar")
    yield _line("Por enviar", found.outbox, now, "¿está encendido el bot, hay internet?")
    yield _failed("Sin enviar", found.outbox, "el canal los rechazó para siempre")


def _line(name: str, line: Waiting, now: datetime, advice: str) -> Check:
    if line.oldest_at is None:
        return Check(name, Verdict.GOOD, "nada espera")
    detail = f"esperan {line.pending}; el más antiguo entró {words.age(now, line.oldest_at)}"
    if now - line.oldest_at > _PATIENCE:
        return Check(name, Verdict.BAD, f"{detail}: {advice}")
    return Check(name, Verdict.GOOD, detail)


def _failed(name: str, line: Waiting, advice: str) -> Check:
    if not line.failed:
        return Check(name, Verdict.GOOD, "ninguno falló")
    return Check(name, Verdict.BAD, f"fallaron {line.failed}: {advice}")


def _unreachable(found: Health) -> Check:
    if not found.unreachable:
        return Check("Personas", Verdict.GOOD, "a todas les llegan los avisos")
    return Check("Personas", Verdict.NOTE, f"{words.people(found.unreachable)} sin avisos: bloqueo")
