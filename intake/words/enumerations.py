"""Several things named in one sentence, as people write them."""

from collections.abc import Iterable, Sequence


def either(words: Iterable[str]) -> str:
    """«a», «a o b», «a, b o c»."""
    *before, last = words
    return f"{', '.join(before)} o {last}" if before else last


def together(parts: Sequence[str], *, most: int | None = None) -> str:
    """«a», «a y b», «a, b y c»; beyond `most` of them, how many more there are."""
    if most is not None and len(parts) > most:
        return f"{', '.join(parts[:most])} y {len(parts) - most} más"
    *before, last = parts
    return f"{', '.join(before)} y {last}" if before else last
