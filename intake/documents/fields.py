"""Filling in a template. What is put into a field is text: it never becomes Markdown by itself."""

import re
from collections.abc import Mapping

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from intake.documents.blocks import printable
from intake.errors import DataFileError

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_THOUSANDS = "\N{NO-BREAK SPACE}"


class _Written(str):
    """Text that is Markdown already."""

    __slots__ = ()


class _UnknownField(StrictUndefined):
    """A field that there is not, said in Spanish."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return f"no hay un campo «{self._undefined_name}»"


def fill(name: str, template: str, fields: Mapping[str, object]) -> str:
    """The Markdown of a template with its fields. DataFileError says the file and the line."""
    try:
        return _environment().from_string(template).render(fields)
    except TemplateSyntaxError as problem:
        raise _broken(name, template, problem.lineno, "") from None
    except UndefinedError as problem:
        raise _broken(name, template, _line_of(problem), problem.message or "") from None
    except SecurityError as problem:
        why = "una plantilla solo puede mostrar sus campos"
        raise _broken(name, template, _line_of(problem), why) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as problem:
        raise _broken(name, template, _line_of(problem), "") from None


def broken(name: str, line: int | None, why: str) -> DataFileError:
    """The error that says what is wrong with a template, where, and what to do."""
    where = "" if line is None else f", línea {line}"
    return DataFileError(
        f"La plantilla {name}{where}: {why}. Los campos que hay se explican al comienzo de la "
        "plantilla; las originales se escriben con: ayni documento plantillas --a CARPETA"
    )


def _broken(name: str, template: str, line: int | None, why: str) -> DataFileError:
    lines = template.splitlines()
    said = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return broken(name, line, why or (f"no se entiende «{said}»" if said else "no se entiende"))


def _line_of(problem: BaseException) -> int | None:
    """The line of the template: the innermost frame that is of it."""
    line, frame = None, problem.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _environment() -> ImmutableSandboxedEnvironment:
    """Fields and loops alone: no file is read, nothing outside is reached."""
    environment = ImmutableSandboxedEnvironment(
        undefined=_UnknownField,
        finalize=_written,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["parrafos"] = _paragraphs
    environment.filters["seguidos"] = _in_a_row
    return environment


def _written(value: object) -> object:
    """A value as Markdown that shows it as it is, on one line."""
    if value is None:
        return ""
    if isinstance(value, (_Written, StrictUndefined)):
        return value
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace(",", _THOUSANDS) if abs(value) > 9999 else str(value)
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", "\\,")
    return _escaped(_BLANKS.sub(" ", str(value)))


def _paragraphs(value: str) -> _Written:
    """A text of several paragraphs, which stay apart."""
    pieces = (" ".join(piece.split()) for piece in re.split(r"\n\s*\n|\n", value))
    return _Written("\n\n".join(_escaped(piece) for piece in pieces if piece))


def _in_a_row(value: str) -> str:
    """The lines of a text on one, for a cell of a table."""
    return "; ".join(line.strip(" -*•;.") for line in value.splitlines() if line.strip(" -*•;."))


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", printable(_CONTROL.sub("", text)))
