"""The words around a place's name: which announce it, turn away from it, or say nothing."""

import re
from collections.abc import Sequence
from functools import cache

from intake.datafiles import shipped_text
from intake.words.keys import stem
from intake.words.text import fold_case, phrase_set, word_set

_LINKS = ("", " de", " del", " de la")


def _announcing(phrases: str) -> frozenset[str]:
    return frozenset(phrase + link for phrase in phrase_set(phrases) for link in _LINKS)


# Before a name, the strongest first; longer phrases are tried before shorter ones.
DISTRICT_CUES = _announcing(
    """distrito|dist|distr|dto|municipalidad distrital|municipio distrital|muni distrital
    |mun distrital|muni dist|mun dist|m d|md"""
)
PROVINCE_CUES = _announcing(
    """provincia|prov|pcia|pvcia|municipalidad provincial|municipio provincial|muni provincial
    |mun provincial|muni prov|mun prov"""
)
DEPARTMENT_CUES = _announcing("departamento|region|dpto|depto|dep|reg|gobierno regional")
CENTRE_CUES = phrase_set(
    """comunidad|comunidad de|comunidad campesina|comunidad campesina de|comunidad nativa
    |comunidad nativa de|cc nn|ccnn|centro poblado|centro poblado de|centro poblado menor
    |cc pp|ccpp|c p|cp|c p m|cpm|anexo|anexo de
    |caserio|caserio de|barrio|barrio de|sector|sector de|localidad de|localidad|parcialidad
    |parcialidad de|aldea|asentamiento|asentamiento humano|aahh|aa hh|a h|urbanizacion|urb
    |jiron|jr|av|avenida|calle|rio|cerro|lago|laguna|colegio|escuela|posta|hacienda|fundo
    |virgen de|senor de"""
)
LANDMARKS = frozenset({"cerro", "rio", "lago", "laguna"})
# These speak of the words right behind them only: not of those behind a comma.
SAME_SEGMENT = LANDMARKS | {"no", "ponga", "pongan", "pon", "pasando"}
# «soy de», «vivo en» settle where a person is, «en» and «de» only hint at it.
STRONG_CUES = phrase_set(
    """soy de|somos de|soy del|somos del|vivo en|vivimos en|viven en|estoy en|estamos en|desde
    |saludos de|saludos desde|le dicen|se llama|pueblo que es|mi distrito es|mi pueblo es
    |resido en|radico en|natural de|vecinos de|madres de|comuneros de|pobladores de|aqui en
    |aca en|escribo de|escribe de|nosotros en|ponga|pongan|pon|ponle|pongale|ando en|ando por
    |pertenece a|pertenecemos a|cuento por|noticias de|escribo desde|le escribo de
    |municipalidad de|municipio de|muni de|alcalde de
    |alcaldesa de|alcaldia de|gobierno local de|me encuentro en|nos encontramos en|comunero de
    |poblador de|vecino de|vecina de|agricultores de|pertenezco a|represento a"""
)
WEAK_CUES = frozenset({"en", "de", "del", "d", "queda en", "pueblo de", "por", "para"})
# Theirs lies beside it, in this district or in the next.
NEAR_CUES = phrase_set(
    """horas de|hora de|minutos de|dias de|dia de|kilometros de|km de|cerca de|cerca a|cerquita de
    |cerquita a|camino a|camino de|en camino a|rumbo a|yendo a|yendo para|pasando|pasandito
    |antes de llegar a|antes de|despues de|entrando por|entrando a|saliendo de|frente a
    |al frente de|al lado de|junto a|carretera a|por la carretera a|en la ruta a|detras de
    |atras de|a la espalda de|en la salida a"""
)
MEASURES = word_set("hora horas horitas minuto minutos kilometro kilometros km kms legua leguas")
# Places a person names but does not speak for.
AWAY_CUES = phrase_set(
    """trabajo en|trabaja en|trabajan en|estudio en|estudia en|estudian en|lejos de|hasta
    |viajar a|viajo a|ir a|voy a|vamos a|llegar a|bajar a|llevar a|paga en|venden en|vender en
    |hospital de|ciudad de|naci en|como en|igual que en|no|no es|no en|no de|no soy de
    |no somos de|no vivo en|no es en|ya no en|delivery a|envios a"""
)
# In the answer to «¿dónde?», words that are no part of a name.
FILLERS = word_set(
    """hola buenas buenos dias tardes noches soy somos vivo vivimos estoy estamos en de del desde la
    el los las le les por aqui aca y a que es se si no mi su peru distrito provincia departamento
    region dist prov dpto depto comunidad campesina nativa centro poblado anexo caserio cc pp ccpp c
    p cp cpm barrio sector localidad zona pueblo queda saludos senores senor senora senorita pero
    yo nosotros ubicado ubicada llama llaman dicen nombre gracias favor pais con al un una lugar
    parcialidad municipalidad municipio muni mun distrital provincial distr dto pcia pvcia dep reg
    menor m d md ccpp ccnn nn aahh aa hh"""
)
# Behind a name they make another, smaller place of it: Ocongate Bajo is not Ocongate.
SIZES = word_set("alto alta bajo baja chico chica grande nuevo nueva viejo pampa loma")
# Said to the bot and not of a place: none of these is a name misspelt.
TALK = word_set(
    """ok oki okey jaja jeje nomas menu chau adios aporte aportes aportar idea ideas problema
    problemas unir unirme unirnos sumar sumarme sumo saltar salto omitir omito seguir
    continuar cancelar salir volver enviar mandame mando ubicacion direccion texto acepto
    aceptar correcto incorrecto perfecto esta este esto estos eso esos esa ese eres era quien
    cual cuando como donde para porque todo todos toda todas tengo tiene tenemos mucho muchos
    mucha muchas ninguno ninguna distinto distinta diferente igual entiendo entender momento
    manana luego despues ciudadano ciudadana ciudadanos ciudadania autoridad alcalde alcaldesa
    regidor vecinos familia familias persona personas gente nino nina ninos ninas mujer
    mujeres hombre hombres senora senoras agua luz puente posta escuela carretera canal riego
    cayo cayeron falta faltan hay atiende atienden necesito necesitamos quiero queremos pido
    pedimos te me se lo nos senal mismo misma hace favor abajo arriba apoyo apoyar yo solo
    igualmente profesor profesora quechua aimara castellano lados audio foto pues pue pe ps po
    porfa porfis porfavor plis nomasito ahi alli alla mas hola ya sepa mismito aqui"""
)
# Said of how a place lies, and no name of it.
_WHERE = word_set(
    """arriba arribita abajo abajito adentro afuera alto alta altura alturas parte partes baja bajo
    lado ladito orilla margen derecha izquierda entrada salida frontera limite cruce desvio
    carretera trocha camino rio quebrada cerro lago laguna isla valle playa puente hora horas
    minuto minutos kilometro kilometros km dia dias pie caballo bote lancha carro moto pasando
    pasandito llegando entrando antes cerca cerquita lejos entre junto pertenece pertenecemos
    capital ciudad capitalino caserios anexos comunidades alrededores estancia fundo chacra
    hacienda selva sierra costa norte sur este oeste centro poblados llamado llamada conocido"""
)
CONNECTORS = word_set("de del la las los el y en a al")
_LEADING = word_set("la las los el")
# How people shorten the words that names begin with.
_SHORT = {
    "sta": "santa",
    "sto": "santo",
    "sn": "san",
    "s": "san",
    "stgo": "santiago",
    "nvo": "nuevo",
    "nva": "nueva",
    "mcal": "mariscal",
    "mscal": "mariscal",
    "gral": "general",
    "crnl": "coronel",
    "cnel": "coronel",
    "crl": "coronel",
    "cap": "capitan",
    "tnte": "teniente",
    "tte": "teniente",
    "cmdte": "comandante",
    "fco": "francisco",
    "dr": "doctor",
    "pto": "puerto",
    "pte": "puente",
}
_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST_BENT = 4
# Endings of verbs and of what is made of them, of which no misspelling makes a name.
_ENDING = re.compile(
    r"""[a-z]{3}(?:
        iendo|yendo|andole|andome|ieron|aron|asteis|aste|iste|aremos|eremos|iremos|abamos|iamos
        |aban|arian?|erian?|irian?|aramos|ieramos|iera[ns]?|iese[ns]?
        |[aei]r(?:me|te|se|nos|lo|la|los|las|le|les|melo|mela|noslo)|mente|ciones|siones|idades
        |idad|isim[oa]s?
    )$""",
    re.VERBOSE,
)
_SHORTENED = re.compile(rf"(?<![\w.#])({'|'.join(_SHORT)})(?:\.\s*|(?![\w/])\s*)", re.IGNORECASE)
# SantaRosa, as in a hashtag: words that only their capitals tell apart.
_JOINED = re.compile(r"(?<![^\W_])(?:[A-ZÁÉÍÓÚÑ][a-záéíóúüñ]+){2,}(?![^\W_])")
_CAPITAL = re.compile(r"(?<=[a-záéíóúüñ])(?=[A-ZÁÉÍÓÚÑ])")


@cache
def ordinary_words() -> frozenset[str]:
    """The common Spanish words, into which no place or misspelling is read without a reason."""
    text = shipped_text("ordinary_words.txt")
    return frozenset(w for line in text.splitlines() if line[:1] != "#" for w in line.split())


@cache
def everyday_words() -> frozenset[str]:
    """All the Spanish that is known here: the common words, and those that people write daily."""
    text = shipped_text("everyday_words.txt")
    listed = {w for line in text.splitlines() if line[:1] != "#" for w in line.split()}
    return ordinary_words() | TALK | FILLERS | listed


@cache
def _everyday_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in everyday_words() if len(word) >= _SHORTEST_BENT)


def is_bent_everyday(word: str) -> bool:
    """Whether a normalised word is an everyday one in another form, its plural or its tenses; or
    ends as only verbs and what is made of them do.
    """
    return stem(word) in _everyday_stems() or bool(_ENDING.search(word))


def undoubled(word: str) -> str:
    """The word without the letters that were drawn out, or doubled in haste: «nochess»."""
    return _DOUBLED.sub(r"\1", word)


def tells_where(word: str) -> bool:
    """Whether it says how a place lies, and neither names it nor tells of anything else."""
    return word in _WHERE or word.isdecimal()


def spelt_out(text: str) -> str:
    """The text with «Sta. Rosa» and «#SantaRosa» spelt out as Santa Rosa."""
    text = _JOINED.sub(lambda joined: _CAPITAL.sub(" ", joined[0]), text)
    return _SHORTENED.sub(lambda short: _SHORT[fold_case(short[1])] + " ", text)


def may_be_name(run: Sequence[str]) -> bool:
    """Whether a run of words could be a name: it neither begins nor ends in a mere link."""
    return run[-1] not in CONNECTORS and (run[0] not in CONNECTORS or run[0] in _LEADING)
