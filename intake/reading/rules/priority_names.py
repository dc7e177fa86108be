"""A priority, from however much of its name was typed."""

from collections.abc import Collection, Sequence

from rapidfuzz import process

from intake.errors import NotFoundError
from intake.words.text import words


def get_priority(typed: str, ids: Sequence[str], themes: Collection[str] = ()) -> str:
    """The priority of this id, or the only one that begins so; NotFoundError offers near ones.

    `themes`: ids that may be typed too, whole.
    """
    name = "_".join(words(typed))
    if name in themes:
        return name
    matching = [name] if name in ids else [each for each in ids if name and each.startswith(name)]
    if len(matching) == 1:
        return matching[0]
    near = matching or [found for found, _, _ in process.extract(name, ids, limit=3)]
    raise NotFoundError(
        f"No hay una prioridad «{typed}». ¿Quiso decir {' o '.join(near)}? "
        "Todas se ven con: ayni prioridades listar"
    )
