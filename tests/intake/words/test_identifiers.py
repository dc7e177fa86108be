"""What names one person is seen however it is written; ordinary numbers are not taken for it."""

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.words import identifiers as names
from intake.words.identifiers import identifiers, masked, masked_together

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_SPELT = dict(
    zip(
        "0123456789",
        ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
        strict=True,
    )
)
SIGNS = st.sampled_from(["", " ", ".", "-", "  ", " - ", "·", "\u200b", "\u00a0"])
BEFORE = st.sampled_from(["", "mi dato es ", "soy Rosa, ", "escriban al ", "No hay agua. "])
AFTER = st.sampled_from(["", " gracias", ", no hay agua", "."])


def written(digits: str, groups: list[int], sign: str) -> str:
    """The digits in groups, with a sign between them."""
    parts, at = [], 0
    for size in groups:
        parts.append(digits[at : at + size])
        at += size
    return sign.join(parts)


def digits(count: int) -> st.SearchStrategy[str]:
    """So many digits."""
    return st.text("0123456789", min_size=count, max_size=count)


SCRIPTS = st.sampled_from(
    [lambda text: text, *(lambda t, m=m: t.translate(m) for m in (_WIDE, _ARABIC))]
)


@given(digits(8), st.sampled_from([[8], [4, 4], [2, 3, 3], [1] * 8]), SIGNS, BEFORE, AFTER, SCRIPTS)
def test_a_dni_is_seen_however_it_is_spaced(
    number: str, groups: list[int], sign: str, before: str, after: str, script: object
) -> None:
    years = len(groups) == 2 and number[:2] in {"19", "20"} and number[4:6] in {"19", "20"}
    if years and "-" in sign:
        return  # «2023-2026» is a term of office
    assert callable(script)

    assert identifiers(f"{before}{script(written(number, groups, sign))}{after}")


@given(
    digits(8),
    st.sampled_from(["", "+51", "+51 ", "(+51) ", "0051 ", "51 "]),
    st.sampled_from([[9], [3, 3, 3], [5, 4], [1] * 9]),
    SIGNS,
    BEFORE,
    AFTER,
    SCRIPTS,
)
def test_a_mobile_is_seen_with_and_without_its_country(
    rest: str, country: str, groups: list[int], sign: str, before: str, after: str, script: object
) -> None:
    assert callable(script)
    text = f"{before}{script(country + written('9' + rest, groups, sign))}{after}"

    assert names.PHONE in identifiers(text)


@given(digits(8), st.sampled_from([" ", ", ", "-"]))
def test_a_number_that_is_dictated_is_seen(rest: str, sign: str) -> None:
    text = sign.join(_SPELT[digit] for digit in "9" + rest)

    assert names.PHONE in identifiers(f"llámame al {text}")


@given(st.integers(14, 20), st.data())
def test_an_account_is_seen(count: int, data: st.DataObject) -> None:
    number = data.draw(digits(count))

    assert names.ACCOUNT in identifiers(f"depositen a la cuenta {number[:3]}-{number[3:]}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tel. fijo 064-231234", names.PHONE),
        ("llamen al 231234", names.PHONE),
        ("(01) 234 5678 es mi teléfono", names.PHONE),
        ("mi RUC es 10456789012", names.RUC),
        ("escriban a rosa@example.org", names.EMAIL),
        ("ROSA @ EXAMPLE.ORG", names.EMAIL),
        ("rosa arroba gmail punto com", names.EMAIL),
        ("cobre su bono en https://bono.example.org/x", names.LINK),
        ("entren a www . bono . pe", names.LINK),
        ("entren a bono-agrario.com ya", names.LINK),
        ("únanse: t.me/grupo", names.LINK),
        ("miren bit.ly/3abc", names.LINK),
        ("bonos punto com", names.LINK),
        ("sígannos en @laguna_azul", names.HANDLE),
    ],
)
def test_what_leads_to_somebody_is_named(text: str, name: str) -> None:
    assert identifiers(text) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "Somos 80 familias y 240 niños, a 3800 metros de altura",
        "No hay agua desde el 12/05/2024, desde el 12-05-2024 y desde el 12.5.24",
        "Desde 2019, 2020 y 2021 pedimos el puente",
        "Plan de gobierno 2023-2026 y 2027 – 2030",
        "Cuesta S/ 12,500,000 soles; antes 12 500 000 soles",
        "El proyecto de US$ 10 000 000 no avanza",
        "no hay agua.me dijeron que mañana.no vino nadie",
        "Ley 29733, D.S. 016-2024-JUS",
        "Atienden de 8.00 a 12.30 y de 14:00 a 16:30",
        "Las escuelas 70543 y 70544; 70543 / 70544",
        "Está en el km 105 de la carretera, a 2.5 horas",
        "Una arroba de papa cuesta 12 soles. El punto de acopio está lejos",
        "Código único de inversión 2345678",
        "El transformador de 220 V y 10 000 voltios; la línea es de 22 900 V",
        "Veintidós familias, ochenta y siete niños, ciento veinte carneros",
        "En mil novecientos noventa y ocho, y en dos mil diecinueve",
        "Mi mensaje es K7F-3M6, del 3 de marzo",
        "Llamé al 105 y al 1818 y nadie contesta el teléfono 100",
        "Yo me llamo Rosa y la quebrada se llama Honda",
        "Uno de cada tres niños tiene anemia, dos de cada cinco en mi caserío",
        "",
    ],
)
def test_ordinary_numbers_name_nobody(text: str) -> None:
    assert identifiers(text) == ()


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(name.startswith("trae ") for name in identifiers(text))


@pytest.mark.parametrize("piece", ["1", "1 ", "a.", "a@", "a-", "arroba a ", "x.x/", "tel 1,1 "])
def test_the_longest_text_of_one_piece_is_read_to_its_end(piece: str) -> None:
    """With a pattern that looks again from each letter this would take minutes."""
    assert isinstance(identifiers((piece * 20_000)[:20_000]), tuple)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Soy 45678912", "Soy [DNI]"),
        (
            "soy cuatro cinco seis siete ocho nueve uno dos, hace dos días",
            "soy [DNI], hace dos días",
        ),
        ("llamen al 987-654-321 o al 01 4567890", "llamen al [teléfono] o al [teléfono]"),
        ("rosa@correo.pe y @rosita_pe", "[correo] y [usuario]"),
        ("mi página es www.rosa.pe/yo, no hay luz", "mi página es [enlace], no hay luz"),
        ("https://facebook.com/rosa.quispe tiene fotos", "[enlace] tiene fotos"),
        ("el 12/03/2026 pagamos 45678912 soles", "el 12/03/2026 pagamos 45678912 soles"),
        (
            "mi cel es nueve ochenta y siete seiscientos cinco cuatro tres dos uno",
            "mi cel es [teléfono]",
        ),
        ("nueve, ocho, siete, seis, cinco, cuatro, tres, dos, uno", "[teléfono]"),
        ("mi DNI ４５６７８９１２ y el cel 9️⃣8️⃣7️⃣6️⃣5️⃣4️⃣3️⃣2️⃣1️⃣", "mi DNI [DNI] y el cel [teléfono]"),
        ("mi numero de documento es 45678912", "mi numero de documento es [DNI]"),
        ("me llamo Flor Silupú DNI 45678912, ¿cobro?", "me llamo [nombre] DNI [DNI], ¿cobro?"),
        ("cuenta 04-000-900000 del banco", "cuenta [cuenta] del banco"),
        ("soy 45678912 987654321", "soy [DNI] [teléfono]"),
        (
            "pague 97 soles. Mi cel 987654321, 97 soles",
            "pague 97 soles. Mi cel [teléfono], 97 soles",
        ),
        ("rosa punto quispe arroba gmail punto com dice", "[correo] dice"),
        ("rosa.quispe arroba muni.gob.pe dice", "[correo] dice"),
        ("rosa (at) gmail.com dice", "[correo] dice"),
        ("me llamo rosa quispe y no hay agua", "me llamo [nombre] y no hay agua"),
        ("El señor Juan Quispe Mamani me cobra", "El señor [nombre] me cobra"),
        ("Fortunata Cueva dni 10000027, sin pensión", "[nombre] dni [DNI], sin pensión"),
        ("Mi sobrino Yojan no camina. Soy de Puno", "Mi sobrino [nombre] no camina. Soy de Puno"),
        ("EL REGIDOR TEOFILO CUBAS NO VIENE", "EL REGIDOR [nombre] NO VIENE"),
        ("Soy Presidente Comunal de Santa Rosa", "Soy Presidente Comunal de Santa Rosa"),
        ("mi dni es 4567", "mi dni es [DNI]"),
        ("la escuela 70543 está a 3 horas", "la escuela 70543 está a 3 horas"),
    ],
)
def test_what_names_a_person_is_taken_out_and_the_rest_stays(text: str, left: str) -> None:
    assert masked(text) == left


@given(BEFORE, digits(8), SIGNS, AFTER)
def test_no_number_of_a_person_is_left_however_it_is_written(
    before: str, number: str, sign: str, after: str
) -> None:
    text = f"{before}{written(number, [2, 3, 3], sign)}{after}"
    if identifiers(text):
        assert identifiers(masked(text)) == ()


_VOICES = files("intake.data") / "voices"


def _pieces(left: str) -> str:
    """All the digits of what is left, as if nothing stood between them."""
    return re.sub(r"\D", "", left)


PLANTED = st.one_of(
    digits(8).map(lambda number: (number, [2, 3, 3], "mi dni es ")),
    digits(8).map(lambda number: (f"9{number}", [3, 3, 3], "mi cel es ")),
    digits(9).map(lambda number: (f"20{number}", [2, 8, 1], "RUC ")),
    digits(16).map(lambda number: (number, [4] * 4, "tarjeta ")),
    digits(20).map(lambda number: (number, [3, 3, 12, 2], "CCI ")),
)


@settings(max_examples=400, deadline=None)
@given(PLANTED, st.sampled_from(["", " ", ".", "-", " - ", "  "]), st.data())
def test_a_number_cut_by_the_end_of_a_message_is_taken_out_of_both(
    planted: tuple[str, list[int], str], sign: str, data: st.DataObject
) -> None:
    number, groups, before = planted
    whole = written(number, groups, sign)
    at = data.draw(st.integers(3, len(whole) - 3))

    left = masked_together([f"No hay agua, {before}{whole[:at]}", f"{whole[at:]} nada más"])

    assert _pieces(" ".join(left)) == ""
    assert (left[0][:12], left[1][-8:]) == ("No hay agua,", "nada más")


def test_what_is_kept_apart_is_masked_apart() -> None:
    assert masked_together(["Somos 80 familias", "240 niños", ""]) == [
        "Somos 80 familias",
        "240 niños",
        "",
    ]


def test_what_people_wrote_keeps_its_ordinary_numbers() -> None:
    """In these texts who wrote them gave every telephone and DNI one of two beginnings."""
    wrong, texts = [], 0
    for file in sorted(_VOICES.iterdir(), key=lambda each: each.name):
        for line in file.read_text("utf-8").splitlines()[::4]:
            text = json.loads(line)["text"]
            texts += 1
            for each in names.personal_data(text):
                is_number = not {names.EMAIL, names.LINK, names.HANDLE, names.NAME} & {*each.signs}
                if is_number and not re.search("900000|10000", text[each.start : each.end]):
                    wrong.append(text)

    assert texts > 3_000
    assert len(wrong) <= texts * 0.005, wrong
