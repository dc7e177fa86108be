"""Numbers, dates and codes as a presenter reads them aloud."""

from datetime import datetime

from intake.words.calendar import LIMA, spoken_date

SMALL = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
TENS = [
    "_",
    "_",
    "veinte",
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
]
HUNDREDS = [
    "_",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]
_LETTERS = {
    "A": "a",
    "C": "ce",
    "D": "de",
    "E": "e",
    "F": "efe",
    "G": "ge",
    "H": "hache",
    "J": "jota",
    "K": "ka",
    "M": "eme",
    "P": "pe",
    "Q": "cu",
    "R": "erre",
    "T": "te",
    "X": "equis",
    "Y": "i griega",
}
MOST = 999_999_999


def in_words(number: int) -> str:
    """The number in words, from 0 to 999 999 999: «veintiún mil quinientos uno»."""
    if not 0 <= number <= MOST:
        raise ValueError(f"{number} is out of range")
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1000)
    pieces = []
    if millions:
        pieces.append("un millón" if millions == 1 else f"{before_noun(millions)} millones")
    if thousands:
        pieces.append("mil" if thousands == 1 else f"{before_noun(thousands)} mil")
    if units or not pieces:
        pieces.append(_below_thousand(units))
    return " ".join(pieces)


def before_noun(number: int) -> str:
    """The number as it stands before a masculine noun: «veintiún soles», «treinta y un soles»."""
    words = in_words(number)
    if words.endswith("veintiuno"):
        return f"{words.removesuffix('veintiuno')}veintiún"
    return words.removesuffix("o") if words.endswith("uno") else words


def soles_in_words(amount: int) -> str:
    """The amount in words: «cincuenta mil soles», «un millón de soles»."""
    if amount == 1:
        return "un sol"
    of = "de " if amount >= 1_000_000 and amount % 1_000_000 == 0 else ""
    return f"{before_noun(amount)} {of}soles"


def date_in_words(instant: datetime) -> str:
    """The day in Lima in words: «cinco de enero»; the first of a month is «primero»."""
    local = instant.astimezone(LIMA)
    day = "primero" if local.day == 1 else in_words(local.day)
    return f"{day} de {spoken_date(local.date()).split(' de ')[1]}"


def spelled(code: str) -> str:
    """The code letter by letter, with a pause in the middle: «ka, siete, efe; tres, eme, equis»."""
    signs = [SMALL[int(sign)] if sign.isdigit() else _LETTERS[sign] for sign in code]
    return f"{', '.join(signs[:3])}; {', '.join(signs[3:])}"


def _below_thousand(number: int) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    pieces = [HUNDREDS[hundreds]] if hundreds else []
    if rest or not hundreds:
        pieces.append(_below_hundred(rest))
    return " ".join(pieces)


def _below_hundred(number: int) -> str:
    if number < len(SMALL):
        return SMALL[number]
    tens, units = divmod(number, 10)
    return f"{TENS[tens]} y {SMALL[units]}" if units else TENS[tens]
