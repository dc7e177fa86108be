"""`ayni-bot`, or `python -m bot`: run the bot. `--partes web,worker` runs only some of it."""

import argparse
import asyncio
import logging
import os
import sys

from bot.app import App, run_until_told
from bot.logs import Masking, make_discreet
from intake.clock import ticks
from intake.errors import IntakeError
from intake.settings import Part, Settings
from intake.store.private import UMASK
from intake.words.channels import Declared, declared, variable


def main() -> None:
    """Run until Ctrl-C. A wrong setting ends with one clear line and exit code 2."""
    options = _options()
    os.umask(UMASK)
    _log_to_stderr()
    try:
        settings = Settings.load(**({"parts": options.partes} if options.partes else {}))
        asyncio.run(run_until_told(App(settings), _announce))
    except IntakeError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
    except BaseExceptionGroup as group:
        ours = group.subgroup(IntakeError)
        if ours is None:
            raise
        sys.stderr.write("\n".join(str(each) for each in _leaves(ours)) + "\n")
        sys.exit(2)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ayni-bot", description="El bot de Ayni Escucha: chat web, Telegram y su trabajo."
    )
    parser.add_argument(
        "--partes",
        help=f"solo estas partes, separadas por comas: {', '.join(Part)} (por defecto, todas)",
    )
    return parser.parse_args()


def _announce(app: App) -> None:
    """Where to open it, and how to see the queue."""
    settings = app.settings
    lines = ["Ayni Escucha está en marcha."]
    if Part.WEB in settings.parts:
        anywhere = settings.http_host in {"0.0.0.0", "::"}  # noqa: S104 compared, not bound
        host = "127.0.0.1" if anywhere else settings.http_host
        lines.append(f"  Chat web:    http://{host}:{app.port}")
    lines += [_said_of(each, settings) for each in declared() if each.switch]
    lines += [
        "  La cola:     en otra terminal, .venv/bin/ayni cola   (ayuda: .venv/bin/ayni --help)",
        "  Revisar:     .venv/bin/ayni doctor",
        "Para detenerlo: Ctrl-C. Lo recibido queda guardado y sigue al volver a empezar.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _said_of(channel: Declared, settings: Settings) -> str:
    """Whether a channel that has a switch is on."""
    if not channel.is_on(settings.value):
        how = f"apagado (ponga {variable(channel.switch)} en .env para encenderlo)"
    elif channel.polls is None:
        how = "encendido"
    else:
        how = f"encendido, modo {settings.value(channel.polls.setting)}"
    return f"  {f'{channel.label}:':<12} {how}"


def _log_to_stderr() -> None:
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(Masking("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[to_stderr])
    # These write addresses with tokens or one line a request.
    for noisy in ("aiohttp.access", "httpx", "httpcore", "alembic", "telegram"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    make_discreet(ticks)


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for each in group.exceptions:
        found += _leaves(each) if isinstance(each, BaseExceptionGroup) else [each]
    return found


if __name__ == "__main__":
    main()
