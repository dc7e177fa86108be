"""What is said, as it is kept."""

from intake.store.outgoing import Choice, Outgoing


def test_an_address_is_kept_and_choices_without_one_stay_as_they_were() -> None:
    share = Choice("Invitar", "invitar", "https://t.me/share/url?url=x")
    message = Outgoing("Listo.", (Choice("Ver", "ver:{codigo}"), share))

    assert message.to_json()["choices"] == [
        ["Ver", "ver:{codigo}"],
        ["Invitar", "invitar", "https://t.me/share/url?url=x"],
    ]
    assert Outgoing.from_json(message.to_json()) == message
    told = message.about("K7F3M6")
    assert [each.value for each in told.choices] == ["ver:K7F3M6", "invitar"]
    assert told.choices[1].url == share.url
