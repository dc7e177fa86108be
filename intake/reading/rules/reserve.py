"""Why strangers may not even know of a telling, by its words: the floor under the learned reader.

In doubt it is reserved. Of a telling that is reserved by mistake, neighbours are not offered to
join it, and nothing else is lost; of one that is open by mistake, somebody may be hurt.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from intake.reading.rules.intent import DERIVED, IntentKind, read
from intake.words.identifiers import identifiers
from intake.words.keys import fold
from intake.words.text import clean, normalise, word_set

ACCUSED = "nombra o señala a una persona y la acusa"
THREAT = "habla de amenazas"
FAMILY = "cuenta de una persona de su familia o de su confianza"
HARMED = "cuenta lo que le pasa a una persona"
INTIMATE = "cuenta algo íntimo: de la vida sexual o de la salud de alguien"
_READ = {
    IntentKind.EMERGENCIA: "se lee como una emergencia",
    IntentKind.DESASTRE: "se lee como un desastre",
    IntentKind.MENOR: "se lee como un daño a una niña o un niño",
    IntentKind.VIOLENCIA: "se lee como violencia",
    IntentKind.AMENAZA: "se lee como una amenaza",
    IntentKind.TRATA: "se lee como trata de personas",
    IntentKind.DESAPARICION: "se lee como alguien que no aparece",
    IntentKind.DENUNCIA: "se lee como una denuncia",
}
SLIGHT = frozenset({FAMILY, HARMED, INTIMATE, THREAT})
"""Signs that half of what strangers write of their place bears too («la helada amenaza», «mi hija
camina dos horas»): the reader may deny them."""
OPEN = frozenset({IntentKind.RECLAMO})
"""What has another way, and yet hurts nobody where it is known."""

# Words, and beginnings of words («amenaz~»). They are compared as they sound.
_THREATS = word_set(
    """amenaz~ chantaj~ extorsi~ extorci~ sicari~ secuestr~ matarme matarlo matarla matarnos
    asesin~ acribill~ degoll~ puñal~ pistol~ balear balearon balazo baleado venganza
    vengarse represalia represalias"""
)
_INTIMATE = word_set(
    """violacion violaciones violada violado violador violaron viole violo abusada abusado abuso
    abusa abusan abusaba abusar abusaron abusivo manose~ tocamient~ ultraj~ acosa acosan
    acoso acosaba hostiga hostigamiento prostitu~ desnuda desnudo desnudos sexual sexuales
    sexo incest~ embarazada embarazadas embarazo aborto abortar sifilis gonorrea lesbiana
    lesbianas homosexual~ transexual~ bisexual~ travesti gay gays suicid~ matarse ahorcar~
    psiquiatr~ esquizofren~ drogadic~ alcoholic~ cortarse"""
)
_SPELT_OUT = word_set("vih sida")
"""As they are written: by their sound «vih» would be «vi»."""
_ACCUSING = word_set(
    """rob~ ratero rateros ladron ladrones choro choros coima coimas coimea coimero soborn~
    corrup~ corrut~ malvers~ estaf~ engañ~ fraude fraudes falsific~ apropi~ desvio desvia
    desviaron lucra lucran chantaj~ abus~ violo viola violador golpea golpeo golpean pega
    pego pegan maltrat~ insult~ humill~ amenaz~ extors~ extorc~ acosa acoso acosan manose~
    borracho borracha drogado drogas narco~ mafia mafias delincuen~ criminal~ asesin~ mato
    culpable culpables acuso acusa acusan complice complices testaferro infiel amante
    adulter~ sinverguenza mentiroso mentirosa negligencia vendio vende trafica trafico
    sobrevalor~ encubr~ plata dinero cobra cobraba cobro bolsillo fantasma fantasmas
    planilla compro coimear sobrino sobrinos parientes ahijados"""
)
# What is done to somebody, or befalls them; and whoever it is, one and not many.
_HARM = word_set(
    """golpe~ pega pego pegan pegaba pegado pegando pateo patea muere muerto muerta murio morir
    morirse muriendo matar mato matando sangra sangre sangrando herido herida desmay~
    convulsion~ inconsciente grave ahogo ahogando envenen~ veneno pastillas encerr~ amarr~
    obliga obligan obligo obligaron escapo escapar desaparec~ llevaron llevaria llevo
    captaron rapt~ cuchill~ machete arma armas bala balas dispar~ grit~ llora lloraba
    llorando jalone~ empuj~ vivir auxilio persigue persiguen vigila vigilan"""
)
_SOMEBODY = word_set(
    """me conmigo yo hija hijo hijita hijito esposa esposo marido mujer pareja conviviente
    enamorado enamorada novio novia mama mamita papa papito madre padre padrastro madrastra
    hermana hermano hermanita hermanito sobrina sobrino nieta nieto abuela abuelo abuelita
    abuelito tia tio prima primo cuñada cuñado suegra suegro vecina vecino señora señor
    muchacha muchacho chica chico joven jovencita adolescente menor niña niño bebe bebito
    wawa guagua alumna alumno compañera compañero amiga amigo paisana paisano comadre
    compadre"""
)
_SOMEBODYS = word_set("mi su tu una un")
"""Before one of those: somebody who exists. What befalls a family is sensitive by the law itself
(D.S. 016-2024-JUS, art. III.6)."""
_ROLES = word_set(
    """alcalde alcaldesa burgomaestre regidor regidora gerente subgerente tesorero tesorera
    director directora subdirector subdirectora profesor profesora profe maestro maestra
    docente auxiliar doctor doctora medico medica enfermero enfermera obstetra tecnico
    tecnica ingeniero ingeniera arquitecto residente contratista proveedor gobernador
    gobernadora prefecto subprefecto subprefecta juez jueza fiscal comisario policia
    policias suboficial sereno congresista consejero consejera dirigente presidente
    presidenta secretario secretaria gestor gestora promotor promotora cura pastor parroco
    hermano funcionario funcionaria encargado encargada administrador administradora jefe
    jefa coordinador coordinadora vecino vecina marido esposo esposa conviviente padrastro
    madrastra cuñado cuñada suegro suegra tio primo compadre comadre señor señora sr sra
    don doña ing dr dra lic prof sujeto individuo llama llamado llamada apellida apellido
    apellidos alias"""
)
_NEAR = 12
"""Words between who is named and what they are accused of, at most."""
_FULL_NAME = re.compile(
    r"(?<=[^\W\d_] )[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+(?: de| del| la)? [A-ZÁÉÍÓÚÑ][a-záéíóúñü]+"
)
"""Two words with capitals inside a sentence: of a place, perhaps; in doubt of a person."""


def signs(texts: Iterable[str], topics: Collection[str] = ()) -> tuple[str, ...]:
    """Why it is reserved, in words for the staff, each once; nothing if nothing says so.

    `texts`: all that was written of it, by whoever; `topics`: the names of those that stand and
    are of safety.
    """
    found = [f"toca el tema «{name}»" for name in topics]
    for text in texts:
        found += _signs_of(text)
    return tuple(dict.fromkeys(found))


def _signs_of(text: str) -> list[str]:
    text = clean(text)
    if not text:
        return []
    kind = read(text).kind
    found = [_READ.get(kind, f"se lee como {kind}")] if kind in DERIVED and kind not in OPEN else []
    return [*found, *word_signs(text), *identifiers(text)]


def word_signs(text: str) -> tuple[str, ...]:
    """The signs that single words give, whatever the whole may be read as."""
    words = normalise(text).split()
    sounds = [fold(word) for word in words]
    accuses = _near(sounds, _ACCUSING, _ROLES) or (
        _has(sounds, _ACCUSING) and _FULL_NAME.search(text) is not None
    )
    signs = {
        THREAT: _has(sounds, _THREATS),
        INTIMATE: _has(sounds, _INTIMATE) or not _SPELT_OUT.isdisjoint(words),
        FAMILY: _is_of_somebody(sounds),
        HARMED: _near(sounds, _HARM, _SOMEBODY),
        ACCUSED: accuses,
    }
    return tuple(sign for sign, is_there in signs.items() if is_there)


def _has(sounds: Sequence[str], listed: frozenset[str]) -> bool:
    return any(map(_folded(listed).has, sounds))


@dataclass(frozen=True, slots=True)
class _Sounds:
    """Words and beginnings of words, as they sound."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def has(self, sound: str) -> bool:
        """Whether it is one of them."""
        return sound in self.whole or sound.startswith(self.beginnings)


@cache
def _folded(listed: frozenset[str]) -> _Sounds:
    sounds = {each: fold(normalise(each)) for each in listed}
    return _Sounds(
        frozenset(sound for each, sound in sounds.items() if not each.endswith("~")),
        tuple(sorted(sound for each, sound in sounds.items() if each.endswith("~"))),
    )


def _is_of_somebody(sounds: Sequence[str]) -> bool:
    """«mi hija», «su vecino», «una señora»: one person, and not all those of a place."""
    whose, who = _folded(_SOMEBODYS), _folded(_SOMEBODY)
    return any(whose.has(one) and who.has(other) for one, other in pairwise(sounds))


def _near(sounds: Sequence[str], one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a word of each of the lists stand within a few words of each other."""
    here, there = (
        [at for at, sound in enumerate(sounds) if _folded(listed).has(sound)]
        for listed in (one, other)
    )
    around = {at + step for at in here for step in range(-_NEAR, _NEAR + 1)}
    return not around.isdisjoint(there)
