"""Two texts to compare: written out, or drawn by Hypothesis."""

from hypothesis import strategies as st

from intake.sameness.rules.features import Side
from intake.sameness.rules.tellings import read
from intake.words.text import word_set

WORDS = st.lists(
    st.sampled_from(
        sorted(
            word_set(
                """agua puente Huayllapampa posta no hay escuela médico lus luz Sicsibamba
                caserío distrito de en doctor Sicsivamba puesto salud"""
            )
        )
    ),
    max_size=12,
).map(" ".join)


PLACES = st.sampled_from(["", "210601", "210602"])


def a_side(text: str, ubigeo: str = "", kind: str = "problema", *topics: str) -> Side:
    return Side(read(text), ubigeo, kind, frozenset(topics))
