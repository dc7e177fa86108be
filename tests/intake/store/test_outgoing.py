"""What is said, as it is kept."""

from intake.store.outgoing import Choice, Deed, Offer, Outgoing


def test_an_address_is_kept_and_choices_without_one_stay_as_they_were() -> None:
    share = Choice("Invitar", "invitar", "https://t.me/share/url?url=x")
    message = Outgoing("Listo.", (Choice("Ver", "ver:K7F3M6"), share))

    assert message.to_json()["choices"] == [
        ["Ver", "ver:K7F3M6"],
        ["Invitar", "invitar", "https://t.me/share/url?url=x"],
    ]
    assert Outgoing.from_json(message.to_json()) == message


def test_what_the_lab_offers_is_about_the_code_that_its_reader_knows() -> None:
    message = Outgoing(
        "Tu aporte {codigo} avanza",
        offers=(Offer("Sí", Deed.HELPED, "{codigo}"), Offer("Ver", Deed.SEE_CALL, "4")),
    )
    told = message.about("K7F3M6")

    assert told.text == "Tu aporte K7F-3M6 avanza"
    assert [each.about for each in told.offers] == ["K7F3M6", "4"]
    assert told.labels == ("Sí", "Ver")
    assert Outgoing.from_json(told.to_json()) == told
