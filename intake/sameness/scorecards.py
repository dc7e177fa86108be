"""The scorecard that the settings choose: that of the program or a file, and its thresholds."""

from pathlib import Path

import yaml

from intake.errors import DataFileError, SettingsError
from intake.localfiles import read_text, why
from intake.sameness.rules.scorecard import Scorecard, parse_scorecard
from intake.settings import Settings


def chosen(settings: Settings) -> Scorecard:
    """The scorecard that the settings choose; SettingsError says which of them is wrong."""
    card = _read(Path(settings.scorecard)) if settings.scorecard else Scorecard.builtin()
    link = card.link if settings.match_link is None else settings.match_link
    ask = card.ask if settings.match_ask is None else settings.match_ask
    if ask > link:
        given = "AYNI_MATCH_ASK" if settings.match_link is None else "AYNI_MATCH_LINK"
        raise SettingsError(
            f"{given}: se preguntaría desde {ask:g} y se uniría desde {link:g}, y lo primero no "
            "puede pasar de lo segundo. Lo que no se ajusta lo dice la tarjeta: "
            "ponga AYNI_MATCH_ASK y AYNI_MATCH_LINK los dos."
        )
    return card.with_thresholds(link, ask)


def _read(path: Path) -> Scorecard:
    try:
        return parse_scorecard(read_text(path))
    except OSError as problem:
        raise SettingsError(
            f"AYNI_SCORECARD: no se pudo leer «{path}»: {why(problem)}. "
            "Corrija la ruta o quite el ajuste: vale entonces la tarjeta del programa."
        ) from None
    except yaml.YAMLError:
        raise SettingsError(f"AYNI_SCORECARD: «{path}» no es una tarjeta (YAML).") from None
    except DataFileError as problem:
        raise SettingsError(f"AYNI_SCORECARD: «{path}» no sirve. {problem}") from None
