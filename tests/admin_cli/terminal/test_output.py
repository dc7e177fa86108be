"""Tables on a terminal of any width."""

import pytest

from admin_cli.terminal import output
from admin_cli.terminal.output import Column


@pytest.mark.parametrize("width", ["30", "40", "60"])
def test_a_code_is_whole_in_any_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    columns = (Column("CÓDIGO", is_whole=True), Column("LUGAR"), Column("VENCE"), Column("QUIÉN"))
    output.show_table(columns, [["K7F-3M6", "Taraco, Huancané, Puno", "en 21 días", "rosa"]])

    assert "K7F-3M6" in capsys.readouterr().out
