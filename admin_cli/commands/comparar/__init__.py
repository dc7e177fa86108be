"""`ayni comparar`: whether two tell the same, and where that comes from."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.comparar import comparison_view
from admin_cli.commands.comparar.comparison_view import Comparison
from admin_cli.terminal import completion, output, words
from admin_cli.terminal.options import AsOption, JsonOption, a_command
from admin_cli.terminal.runner import read
from intake.errors import RefusedError
from intake.kinds import AporteKind
from intake.places.rules.areas import prefixes_of
from intake.sameness.comparing import Told, evidence_of, told_by
from intake.sameness.rules.contradictions import contradictions
from intake.sameness.rules.features import Evidence
from intake.sameness.scorecards import chosen
from intake.settings import Settings
from intake.store.models import Aporte
from intake.store.reader import Reader
from intake.triage.cases import get_case, read_code
from intake.words.text import clean

app = a_command()

CodesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CODIGO]...",
        help="Los códigos de los dos aportes, o el de uno y un --texto.",
        autocompletion=completion.codes,
        show_default=False,
    ),
]
TextsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--texto",
        metavar="FRASE",
        help="En lugar de un aporte. Puede darse dos veces.",
        show_default=False,
    ),
]
DistrictsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--distrito",
        metavar="LUGAR",
        help="De dónde es el texto, por nombre o ubigeo; uno por texto, en el mismo orden.",
        show_default=False,
    ),
]


@app.command()
def command(
    codigos: CodesArgument = None,
    texto: TextsOption = None,
    distrito: DistrictsOption = None,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Dice si dos aportes parecen contar lo mismo, y qué pesó en eso. No cambia nada.

    \b
    Ejemplo:
      ayni comparar K7F-3M6 P4D-9RA
      ayni comparar K7F-3M6 --texto "Se malogró la bomba del pozo" --distrito taraco
    """
    codes, texts, places = codigos or [], texto or [], distrito or []
    if len(codes) + len(texts) != 2:
        raise typer.BadParameter("Dé dos códigos, un código y un --texto, o dos --texto.")
    if len(places) > len(texts):
        raise typer.BadParameter("--distrito es del --texto: no dé más distritos que textos.")

    scorecard = chosen(Settings.load())

    async def query(session: AsyncSession, reader: Reader) -> tuple[list[Told], Evidence]:
        written = list(_written(texts, places))
        cases = [await get_case(session, read_code(each), reader) for each in codes]
        for case in cases:
            reader.wrote(session, "comparación", cases=[case], of=case)
        sides = _sides(written, cases)
        return sides, await evidence_of(session, *sides)

    (one, other), evidence = read(como, query)
    judgement = scorecard.judge(evidence, one.text, contradictions(one.text, other.text))
    found = Comparison(one, other, evidence, judgement, scorecard)
    if as_json:
        output.show_json(comparison_view.as_json(found))
    else:
        comparison_view.show(found)


def _sides(written: Sequence[tuple[str, str | None]], cases: Sequence[Aporte]) -> list[Told]:
    """The aporte comes last: a text asks the index for it as somebody who tells it would."""
    kind = cases[0].kind if cases else AporteKind.PROBLEMA
    return [
        *(Told(text, ubigeo, kind) for text, ubigeo in written),
        *(told_by(each) for each in cases),
    ]


def _written(texts: Sequence[str], places: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Each text with its district. RefusedError where it says nothing or several are called so."""
    for place, text in enumerate(texts):
        if not clean(text):
            raise RefusedError("Un --texto está vacío: escriba lo que contaría la persona.")
        yield clean(text), _district(places[place]) if place < len(places) else None


def _district(typed: str) -> str:
    found = prefixes_of(words.known_districts(), district=typed)
    if len(found) != 1:
        shown = ", ".join(
            f"{each} ({district.label})"
            for each in found[:5]
            if (district := words.find_district(each))
        )
        more = "…" if len(found) > 5 else ""
        raise RefusedError(f"Hay varios distritos «{typed}»: dé el ubigeo. {shown}{more}")
    return found[0]
