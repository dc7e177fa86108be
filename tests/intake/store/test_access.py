"""Who may read and do what, as the data file says it."""

import re

import pytest

from intake.errors import DataFileError
from intake.kinds import Role
from intake.store import access
from intake.store.access import Grant


def test_each_grant_says_who_has_it_and_by_which_article() -> None:
    for grant, terms in access.grants().items():
        assert terms.roles, grant
        assert re.search(r"arts?\. \d", terms.source), grant
        assert terms.what.endswith("."), grant


def test_whoever_reads_reserved_words_reads_words_and_who_writes_reads() -> None:
    roles = {grant: terms.roles for grant, terms in access.grants().items()}

    assert roles[Grant.RESERVADOS] <= roles[Grant.PALABRAS]
    assert roles[Grant.DATOS] <= roles[Grant.PALABRAS]
    assert roles[Grant.CONTACTOS] <= roles[Grant.POSTULACIONES] & roles[Grant.PALABRAS]
    assert roles[Grant.ATENDER] <= roles[Grant.PALABRAS]
    assert roles[Grant.AVANCE] == frozenset(Role)
    writing = set(Grant) - {
        Grant.AVANCE,
        Grant.PALABRAS,
        Grant.RESERVADOS,
        Grant.DATOS,
        Grant.POSTULACIONES,
        Grant.CONTACTOS,
        Grant.HISTORIAL,
        Grant.CARPETAS,
    }
    assert not any(Role.AUDITOR in roles[each] for each in writing)


@pytest.mark.parametrize(
    "text", ["", "palabras: {roles: [nadie]}", "otra: {}", "palabras: 3", "- palabras"]
)
def test_a_file_that_does_not_say_it_of_every_grant_grants_nothing(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(access, "_text", lambda: text)
    with pytest.raises(DataFileError, match=r"access\.yaml"):
        access.grants.__wrapped__()
