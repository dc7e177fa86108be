"""`ayni operador`: accounts of those who work the queue."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import completion, output, words
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import Desk, act, look_up, run
from intake.errors import RefusedError
from intake.kinds import SPOKEN, Role
from intake.store import accounts, operators
from intake.store.models import Operator
from intake.words.text import normalise

app = a_command()
Username = Annotated[
    str,
    typer.Argument(
        metavar="USUARIO", help="Nombre de la cuenta.", autocompletion=completion.usernames
    ),
]
RoleOption = Annotated[Role, typer.Option("--rol", help="Su rol, según el Manual.")]
NewDatabaseOption = Annotated[
    bool,
    typer.Option(
        "--base-nueva", help="Prepara la base de datos, si todavía no hay una.", show_default=False
    ),
]


@app.callback()
def _group() -> None:
    """Crea y maneja las cuentas del equipo.

    \b
    Ejemplo:
      ayni operador crear ana --nombre "Ana Ejemplo" --rol secretaria_tecnica
    """


@app.command("crear")
def create(
    usuario: Annotated[str, typer.Argument(metavar="USUARIO", help="Sin tildes ni espacios.")],
    nombre: Annotated[str, typer.Option(metavar="NOMBRE", help="Nombre y apellido.")],
    rol: RoleOption = Role.EQUIPO_TECNICO,
    base_nueva: NewDatabaseOption = False,
    como: AsOption = None,
) -> None:
    """Crea una cuenta. La primera, cualquiera; las demás, la Secretaría Técnica.

    \b
    Ejemplo:
      ayni operador crear luis --nombre "Luis Ejemplo" --rol equipo_tecnico --como ana
    """

    async def work(desk: Desk) -> Operator:
        async with desk.database.transaction() as session:
            is_first = not await operators.list_operators(session)
            by = None if is_first else await desk.acting(session, como)
            return await accounts.create_operator(
                session, usuario, nombre, rol, by=by, now=desk.now
            )

    made = run(work, makes_database=base_nueva)
    output.talk(
        f"Cuenta «{made.username}» creada: {made.name}, {words.ROLES[made.role]}.\n"
        f"Para no escribir --como cada vez, ponga en el archivo .env: AYNI_OPERADOR={made.username}"
    )


@app.command("listar")
def list_all(as_json: JsonOption = False) -> None:
    """Muestra todas las cuentas.

    \b
    Ejemplo:
      ayni operador listar
    """

    found = look_up(lambda session, _: operators.list_operators(session))
    if as_json:
        output.show_json(
            [
                {
                    "usuario": each.username,
                    "nombre": each.name,
                    "rol": each.role.value,
                    "activa": each.is_active,
                    "lenguas": list(each.tongues),
                    "creada": each.created_at.isoformat(),
                }
                for each in found
            ]
        )
    elif not found:
        output.talk(f"Aún no hay cuentas. {operators.FIRST}")
    else:
        output.show_table(
            (
                Column("USUARIO"),
                Column("NOMBRE", wraps=True),
                Column("ROL"),
                Column("ESTADO"),
                Column("LENGUAS"),
            ),
            [
                (
                    each.username,
                    each.name,
                    words.ROLES[each.role],
                    "activa" if each.is_active else "desactivada",
                    ", ".join(each.tongues),
                )
                for each in found
            ],
        )


@app.command("rol")
def change_role(usuario: Username, rol: RoleOption, como: AsOption = None) -> None:
    """Cambia el rol de una cuenta.

    \b
    Ejemplo:
      ayni operador rol luis --rol secretaria_tecnica --como ana
    """

    async def change(session: AsyncSession, by: Operator, now: datetime) -> Operator:
        operator = await operators.get_operator(session, usuario)
        await accounts.set_role(session, operator, rol, by=by, now=now)
        return operator

    changed = act(como, change)
    output.talk(f"«{changed.username}» ahora es de: {words.ROLES[rol]}.")


@app.command("lenguas")
def set_tongues(
    usuario: Username,
    lenguas: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LENGUA…", help=f"Una o más: {', '.join(SPOKEN)}. Ninguna: solo castellano."
        ),
    ] = None,
    como: AsOption = None,
) -> None:
    """Anota qué lenguas habla una persona del equipo, además del castellano.

    A quien escribe en una lengua, el bot le promete solo lo que hay: que lo lee quien la habla, si
    hay alguien.

    \b
    Ejemplo:
      ayni operador lenguas luis quechua aimara --como ana
    """
    known = {normalise(each): each for each in SPOKEN}
    unknown = [each for each in lenguas or [] if normalise(each) not in known]
    if unknown:
        raise RefusedError(
            f"No se conoce la lengua «{unknown[0]}». Las que hay: {', '.join(SPOKEN)}."
        )
    tongues = [known[normalise(each)] for each in lenguas or []]

    async def change(session: AsyncSession, by: Operator, now: datetime) -> Operator:
        operator = await operators.get_operator(session, usuario)
        await accounts.set_tongues(session, operator, tongues, by=by, now=now)
        return operator

    changed = act(como, change)
    spoken = ", ".join(changed.tongues) or "solo castellano"
    output.talk(f"«{changed.username}» habla: {spoken}.")


@app.command("desactivar")
def deactivate(usuario: Username, como: AsOption = None, yes: YesOption = False) -> None:
    """Desactiva una cuenta y devuelve sus casos a la cola. El historial la sigue nombrando.

    \b
    Ejemplo:
      ayni operador desactivar luis --como ana
    """
    confirm(f"¿Desactivar «{usuario}» y devolver sus casos a la cola?", yes=yes)

    async def change(session: AsyncSession, by: Operator, now: datetime) -> tuple[Operator, int]:
        operator = await operators.get_operator(session, usuario)
        return operator, await accounts.deactivate(session, operator, by=by, now=now)

    changed, freed = act(como, change)
    output.talk(f"«{changed.username}» queda desactivada. Casos devueltos a la cola: {freed}.")


@app.command("activar")
def activate(usuario: Username, como: AsOption = None) -> None:
    """Vuelve a activar una cuenta.

    \b
    Ejemplo:
      ayni operador activar luis --como ana
    """

    async def change(session: AsyncSession, by: Operator, now: datetime) -> Operator:
        operator = await operators.get_operator(session, usuario)
        await accounts.activate(session, operator, by=by, now=now)
        return operator

    output.talk(f"«{act(como, change).username}» está activa.")
