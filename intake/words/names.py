"""Where a text presents a person by name: «me llamo…», «el señor Juan Quispe», beside a DNI.

A name that nothing presents is not looked for: Rosas is also a place, and Paz what many ask for.
"""

import re
from collections.abc import Iterable, Iterator

from intake.words.text import normalise, word_set

_CAPITAL = "A-ZÁÉÍÓÚÜÑ"
_WORD = rf"(?:[{_CAPITAL}][\w'’-]{{1,30}}|[{_CAPITAL}]\.)"
_OF = r"(?:(?:de|del|de la|de los|la) )?"
_NAME = rf"{_WORD}(?: {_OF}{_WORD}){{0,3}}"
_FULL_NAME = rf"{_WORD}(?: {_OF}{_WORD}){{1,3}}"
_KIN = (
    "hij[oa]s?|espos[oa]|marido|mujer|mam[aá]|pap[aá]|madre|padre|herman[oa]|abuel[oa]|abuelit[oa]|"
    "t[ií][oa]|sobrin[oa]|prim[oa]|niet[oa]|suegr[oa]|cu[ñn]ad[oa]|yerno|nuera|vecin[oa]|comadre|"
    "compadre|ahijad[oa]|bebe|bebé|niñ[oa]|enamorad[oa]|conviviente|ex"
)
_TITLE = (
    r"señor(?:a|ita|es)?|sra?\.?|srta\.?|don|doña|prof(?:e|esora?)?\.?|doctora?|dra?\.?|ing\.?|"
    r"ingenier[oa]|lic\.?|licenciad[oa]|enfermer[oa]|obstetra|alcalde(?:sa)?|regidora?|director[a]?|"
    r"gobernadora?|teniente|comandante|alfére[sz]|párroco|padre|hermano|pastor|abogad[oa]|"
    r"poblador[a]?|ciudadan[oa]|comuner[oa]|menor|beneficiari[oa]|usuari[oa]|suscrit[oa]"
)
_CALLED = (
    rf"(?i:\b(?:me llamo|mi nombre(?: completo)? es|mi nombre:|nombres?:|preguntar por|"
    rf"pregunten? por)\s+)(?i:(?:la |el )?(?:{_TITLE}) )?(?P<name>{_NAME})"
)
_BEING = (
    r"(?i:\b(?:soy|somos|habla|atentamente,?|firma:?|a nombre de|de nombre))\s+"
    rf"(?P<name>{_FULL_NAME})"
)
_BY_TITLE = rf"(?i:\b(?:{_TITLE})\s+)(?P<name>{_NAME})"
_OF_OTHERS = (
    rf"(?i:\b(?:mi|mis|su|sus|tu|nuestr[oa])\s+(?:{_KIN})(?:it[oa])?,?\s+)(?P<name>{_NAME})",
    rf"(?i:\b(?:{_KIN}|{_TITLE})\b[^.\n]{{0,40}}\bse llama(?:ba)?\s+)(?P<name>{_NAME})",
)
_PRESENTED = tuple(map(re.compile, (_CALLED, _BEING, _BY_TITLE, *_OF_OTHERS)))
_WITHOUT_SMALL_LETTERS = (re.compile(_CALLED), re.compile(_BY_TITLE))
"""Where every word has capitals, only what is hardly followed by anything but a name."""
# Without capitals, as most write: two words at most, and none that goes on with the sentence.
_LOWER = re.compile(
    r"(?i:\b(?:me llamo|mi nombre(?: completo)? es)\s+)"
    r"(?P<name>[^\W\d_]{2,30}(?: [^\W\d_]{2,30}){0,2})"
)
_BESIDE = re.compile(
    rf"(?P<name>{_FULL_NAME})[ ,:(-]{{0,3}}"
    rf"(?i:(?:con |identificad[oa] con )?d\.?n\.?i\.?[ :°º]{{0,3}}(?:n[°º.]*\s?)?)?$"
)
_BESIDE_REACH = 160
_NOT_OF_A_NAME = word_set(
    normalise(
        "se me te le nos lo su fue va ir ante don doña señor señora profe profesor soy somos vivo "
        "vengo tengo estoy quiero necesito y e o de del en la el los las que con por para mi mis "
        "no si hay a al desde dni tel cel presidente presidenta teniente alcalde alcaldesa "
        "secretario secretaria promotor promotora agente madre padre gobierno municipalidad "
        "centro poblado comunidad distrito provincia region san santa santo villa nuevo nueva "
        "dios cristo milagros instituto tambo puesto posta juntos pension qali warma cuna mas sis "
        "essalud ministerio congreso republica general fiscal juez jueza tesorero tesorera vocal "
        "regidor regidora gerente jefe jefa sub comite frente asociacion club vaso"
    )
)
_JOINTS = frozenset({"de", "del", "la", "los"})


def name_spans(text: str, beside: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Where the names stand, in order, none over another. `beside`: where a DNI begins."""
    found = sorted({*_presented(text), *_before(text, beside)})
    return [span for at, span in enumerate(found) if all(span[0] >= end for _, end in found[:at])]


def _presented(text: str) -> Iterator[tuple[int, int]]:
    patterns = _WITHOUT_SMALL_LETTERS if text.isupper() else _PRESENTED
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield from _span(found.start("name"), found["name"])
    for found in _LOWER.finditer(text):
        yield from _span(found.start("name"), found["name"])


def _before(text: str, beside: Iterable[int]) -> Iterator[tuple[int, int]]:
    for at in beside:
        start = max(0, at - _BESIDE_REACH)
        found = _BESIDE.search(text[start:at])
        if found is not None:
            yield from _span(start + found.start("name"), found["name"])


def _span(start: int, name: str) -> Iterator[tuple[int, int]]:
    """The name up to the first word that is of no name; none if it begins with one."""
    end = 0
    for word in re.finditer(r"\S+", name):
        said = normalise(word[0])
        goes_on = end > 0 and name[word.end() :][1:2].isupper()
        if said in _NOT_OF_A_NAME and not (said in _JOINTS and goes_on):
            break
        end = word.end()
    if end:
        yield start, start + len(name[:end].rstrip(".,"))
