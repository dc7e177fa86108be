"""News: a yes of its own, for which district, and a no at any moment."""

from bot.said import texts
from intake.listening.commands import Done, SetNews, SetPlace
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import Talk, obliging


def places(talk: Talk) -> list[str]:
    return [each.ubigeo for each in talk.commands if isinstance(each, SetPlace)]


def test_who_wants_news_is_asked_of_which_district_they_are() -> None:
    talk = Talk()
    talk.says("noticias")
    said = talk.taps("Sí, avísame")
    assert texts.NEWS_GRANTED in said
    assert texts.NEWS_OF_WHERE in said
    assert "Taraco" in talk.says("taraco huancané")
    assert places(talk) == ["210607"]
    assert talk.state.focus == ""


def test_a_name_of_many_districts_is_chosen_among_them() -> None:
    talk = Talk()
    talk.presses("noticias-si")
    talk.says("Santa Rosa")
    talk.presses(talk.heard[-1].choices[0].value)
    assert len(places(talk)) == 1


def test_a_province_offers_more_than_six_of_its_districts() -> None:
    talk = Talk()
    talk.presses("noticias-si")
    talk.says("provincia de Huancané")
    assert any("Taraco" in label for label in talk.choices)


def test_a_misspelt_district_is_one_to_confirm() -> None:
    talk = Talk()
    talk.presses("noticias-si")
    talk.says("llave")
    assert [label for label in talk.choices if "Ilave" in label] == talk.choices[:-1]


def test_it_may_be_left_unsaid_and_the_news_stay() -> None:
    talk = Talk()
    talk.presses("noticias-si")
    talk.taps("Ahora no")
    assert [each.granted for each in talk.commands if isinstance(each, SetNews)] == [True]
    assert places(talk) == []


def test_whose_district_is_known_is_not_asked() -> None:
    talk = Talk(ubigeo="210607")
    assert talk.presses("noticias-si") == texts.NEWS_GRANTED


def test_baja_is_a_no_wherever_one_is() -> None:
    asked: list[Command] = []

    def domain(command: Command) -> Result:
        asked.append(command)
        return Done() if isinstance(command, SetNews) else obliging(command)

    talk = Talk(domain)
    talk.presses("postular:4")
    talk.says("baja")
    assert [each.granted for each in asked if isinstance(each, SetNews)] == [False]
