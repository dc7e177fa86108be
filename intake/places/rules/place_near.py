"""Which districts lie nearest to a point."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

_CELL = 0.1  # degrees, about 11 km
_VOTERS = 5
_KM_A_DEGREE = 111.2


class NearestPoints:
    """Points of districts in a grid; the point's neighbours vote for their district."""

    def __init__(self, points: Iterable[tuple[float, float, str]], *, reach_km: float) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
        self._reach_km = reach_km
        for point in points:
            self._cells[_cell(point[0], point[1])].append(point)

    def districts(self, lat: float, lon: float, limit: int) -> tuple[str, ...]:
        """The ubigeos of the nearest points: most votes of the nearest five, then by distance."""
        if not (math.isfinite(lat) and math.isfinite(lon)):
            return ()
        near = self._nearest(lat, lon, max(_VOTERS, limit * 4))
        order = list(dict.fromkeys(ubigeo for _, ubigeo in near))
        votes: Counter[str] = Counter()
        for rank, (_, ubigeo) in enumerate(near[:_VOTERS]):
            # The very nearest point is right far more often than a lone majority further away.
            votes[ubigeo] += _VOTERS * 2 if rank == 0 else 1
        order.sort(key=lambda ubigeo: -votes[ubigeo])
        return tuple(order[:limit])

    def _nearest(self, lat: float, lon: float, count: int) -> list[tuple[float, str]]:
        row, column = _cell(lat, lon)
        found: list[tuple[float, str]] = []
        rings = math.ceil(self._reach_km / (_CELL * _KM_A_DEGREE)) + 1
        for ring in range(rings + 1):
            for cell in _ring(row, column, ring):
                for a, b, ubigeo in self._cells.get(cell, ()):
                    found.append((distance_km(lat, lon, a, b), ubigeo))
            # One ring more than needed: a nearer point may lie across the corner of a cell.
            reached = ring * _CELL * _KM_A_DEGREE * 0.95
            if len([1 for d, _ in found if d <= reached]) >= count:
                break
        return sorted(f for f in found if f[0] <= self._reach_km)[:count]


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The distance on a flat map, which is exact enough inside one country."""
    across = (lon - other_lon) * math.cos(math.radians((lat + other_lat) / 2))
    return _KM_A_DEGREE * math.hypot(lat - other_lat, across)


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / _CELL), math.floor(lon / _CELL)


def _ring(row: int, column: int, ring: int) -> Iterable[tuple[int, int]]:
    if ring == 0:
        yield row, column
        return
    for step in range(-ring, ring + 1):
        yield row - ring, column + step
        yield row + ring, column + step
    for step in range(-ring + 1, ring):
        yield row + step, column - ring
        yield row + step, column + ring
