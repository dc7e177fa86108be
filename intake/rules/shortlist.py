"""Which aportes share most with a question, from the lists of those that have each of its keys."""

from collections.abc import Sequence
from typing import Any, NamedTuple

ID_BYTES = 4


class KeyList(NamedTuple):
    """The aportes under one key, four bytes each, little-endian; and what sharing it counts."""

    ids: bytes
    weight: float
    is_scoped: bool
    """Whether the key is of the district that was asked for."""


def shortlist(lists: Sequence[KeyList], most: int, most_of_district: int) -> list[int]:
    """Those that share most in all; then others, that share most of the district.

    Apart, because whoever did not say the district is found by the first alone. The oldest goes
    first among equals.
    """
    import numpy as np  # noqa: PLC0415 it takes a tenth of a second, and only a search needs it

    if not lists:
        return []
    lengths = [len(each.ids) // ID_BYTES for each in lists]
    joined = np.frombuffer(b"".join(each.ids for each in lists), "<u4")
    ids, whose = np.unique(joined, return_inverse=True)
    of_district = np.repeat([each.is_scoped for each in lists], lengths)
    said = np.repeat([each.weight for each in lists], lengths)

    def heaviest(counts: Any, among: Any, number: int) -> list[int]:
        sums = np.bincount(whose, said * counts)[among]
        return [int(id_) for id_ in ids[among][np.lexsort((ids[among], -sums))[:number]]]

    best = heaviest(~of_district, np.bincount(whose, ~of_district) > 0, most)
    here = (np.bincount(whose, of_district) > 0) & ~np.isin(ids, best)
    return best + heaviest(of_district, here, most_of_district)
