"""The privacy notice says where people's words go, as the settings have it."""

from bot.said.guide import load_notice

WHERE = "un servidor del MIDIS, en el Perú {sic}"


def whole(second_reader: str = "") -> list[str]:
    """Its ten points."""
    notice = load_notice(second_reader)
    return notice.whole(bank="el banco", contact="la mesa").split("\n")


def test_without_a_second_reader_none_is_told_of() -> None:
    assert len(whole()) == 10
    assert "otro programa" not in "".join(whole())


def test_with_one_the_notice_says_where_the_words_go_and_is_another_version() -> None:
    points = whole(WHERE)

    assert len(points) == 10
    assert [place for place, point in enumerate(points, 1) if point != whole()[place - 1]] == [7, 8]
    assert points[6].startswith(whole()[6])
    assert WHERE in points[6]
    assert load_notice(WHERE).version != load_notice().version
    assert load_notice(WHERE).short == load_notice().short
