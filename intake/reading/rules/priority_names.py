"""A priority, from however much of its name was typed."""

from collections.abc import Sequence

from rapidfuzz import process

from intake.errors import NotFoundError
from intake.words.text import words


def get_priority(typed: str, ids: Sequence[str]) -> str:
    """The priority of this id, or the only one that begins so; NotFoundError offers near ones."""
    name = "_".join(words(typed))
    matching = [name] if name in ids else [each for each in ids if name and each.startswith(name)]
    if len(matching) == 1:
        return matching[0]
    near = matching or [found for found, _, _ in process.extract(name, ids, limit=3)]
    raise NotFoundError(
        f"No hay una prioridad «{typed}». ¿Quiso decir {' o '.join(near)}? "
        "Todas se ven con: ayni prioridades listar"
    )
