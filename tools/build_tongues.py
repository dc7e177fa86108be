"""Write which threes of letters each tongue of Peru is known by: intake/data/tongue_trigrams.yaml.

    npm pack franc-all@7.2.0 && tar xzf franc-all-7.2.0.tgz
    python -m tools.build_tongues package/data.js

The package has the 300 commonest of each language in the Universal Declaration of Human Rights.
"""

import re
import sys
from pathlib import Path

from intake.kinds import Tongue

SOURCES = {
    "castellano": ("spa",),
    Tongue.QUECHUA.value: ("quy", "quz", "qxu"),
    Tongue.AIMARA.value: ("ayr",),
    Tongue.AWAJUN.value: ("agr",),
    Tongue.ASHANINKA.value: ("cni",),
    Tongue.SHIPIBO.value: ("shp",),
}
"""By the codes of ISO 639-3. Quechua: Ayacucho, Cusco, and the south of Bolivia."""
TO = Path("intake/data/tongue_trigrams.yaml")
_HEAD = """\
# Las ternas de letras más comunes de cada lengua, con las que se reconoce en cuál escribe alguien.
# Fuente: paquete franc-all 7.2.0 (licencia MIT, (c) Titus Wormer), que las cuenta en la Declaración
# Universal de los Derechos Humanos, publicada en cada lengua por el ACNUDH.
# Las escribe tools/build_tongues.py; no se edita a mano.
"""


def main(source: Path) -> None:
    """Take the languages out of the package's file."""
    text = source.read_text("utf-8")
    lines = [_HEAD]
    for tongue, codes in SOURCES.items():
        found: dict[str, None] = {}
        for code in codes:
            match = re.search(rf"\b{code}:\s*'([^']*)'", text)
            if match is None:
                raise SystemExit(f"{source} has no {code}")
            found |= dict.fromkeys(each for each in match[1].split("|") if each.isprintable())
        lines.append(f'{tongue}: "{"|".join(found)}"\n')
    TO.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
