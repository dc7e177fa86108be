"""What a measurement lacks is said before it begins."""

import pytest

from bench import broadcast


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--recipients", "0"], "more than 0"),
        (["--peer-recipients", "0", "--database", "cualquiera"], "no address"),
        (["--peer-recipients", "0", "--database", "postgresql://a@127.0.0.1:1/x"], "reached"),
    ],
)
def test_what_is_lacking_is_said_at_once(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        broadcast.main(arguments)
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_a_peer_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(broadcast, "_PEER", ("telegram", "paquete_que_no_hay"))
    with pytest.raises(SystemExit):
        broadcast.main(["--recipients", "10"])
    assert "paquete_que_no_hay" in capsys.readouterr().err
