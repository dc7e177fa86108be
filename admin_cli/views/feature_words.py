"""What the scorecard looks at, in the operators' words."""

OUTCOMES = {"link": "unir", "ask": "preguntar", "new": "distinto"}
"""What is done about two that are so alike."""
FEATURES = {
    "names_shared": "nombran el mismo lugar",
    "names_missing": "un lugar que solo uno nombra",
    "pair_shared": "dos palabras seguidas iguales",
    "need_coverage": "parte de la necesidad que cuentan los dos",
    "need_rarest": "la palabra menos común de la necesidad que dicen los dos",
    "need_second": "la segunda menos común que dicen los dos",
    "need_missing": "difieren en cómo cuentan la necesidad, no en el lugar",
    "need_shared": "cuánto de la necesidad tienen en común",
    "missing_least": "a cada uno le faltan palabras poco comunes del otro",
    "coverage": "parte de todo el texto que cuentan los dos",
    "length_ratio": "son de largo parecido",
    "same_district": "son del mismo distrito",
    "other_district": "son de distritos distintos",
    "same_topic": "tratan de la misma prioridad",
    "other_topic": "tratan de prioridades distintas",
    "same_kind": "los dos son problemas, o los dos ideas",
    "name_and_need": "el mismo lugar con la misma necesidad",
    "name_and_topic": "el mismo lugar con la misma prioridad",
    "district_and_topic": "el mismo distrito con la misma prioridad",
    "district_and_need": "el mismo distrito con la misma necesidad",
    "district_and_name": "el mismo distrito con el mismo lugar nombrado",
    "other_name_and_need": "la misma necesidad en lugares que se llaman distinto",
    "pair_and_missing": "palabras seguidas iguales, pero otras que faltan",
    "unplaced_and_missing": "sin saber el distrito, palabras que faltan",
    "meaning": "dicen lo mismo con otras palabras",
    "district_and_meaning": "dicen lo mismo en el mismo distrito",
    "other_name_and_meaning": "dicen lo mismo de lugares que se llaman distinto",
    "unplaced_and_meaning": "dicen lo mismo, sin saber el distrito",
    "meaning_and_missing": "dicen casi lo mismo, pero a cada uno le faltan palabras del otro",
    "need_and_missing": "la misma necesidad, pero a cada uno le faltan palabras del otro",
    "swapped": "en el mismo sitio de la frase, cada uno dice otra cosa",
}
BASE = "punto de partida"
_SIGN_POINTS, _MOST_SIGNS = 0.5, 12


def signed(points: float) -> str:
    """Write «+1.2»; what rounds to nothing has no minus."""
    return f"{round(points, 1) + 0.0:+.1f}"


def bar(points: float) -> str:
    """Draw «+++» or «--»: a sign for each half point."""
    count = min(_MOST_SIGNS, max(1, round(abs(points) / _SIGN_POINTS)))
    return ("+" if points > 0 else "-") * count
