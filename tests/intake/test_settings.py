"""A wrong setting is named in one clear line, and a secret is never repeated."""

from pathlib import Path

import pytest

from intake.errors import SettingsError
from intake.settings import Part, Settings, TelegramMode


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_with_nothing_set_everything_runs_here_on_sqlite() -> None:
    settings = Settings.load()

    assert settings.database_url == "sqlite+aiosqlite:///ayni.db"
    assert settings.is_sqlite
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert settings.parts == frozenset(Part)
    assert settings.telegram_token is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AYNI_HTTP_PORT", "ocho mil", "AYNI_HTTP_PORT: debe ser un número entero"),
        ("AYNI_HTTP_PORT", "70000", "AYNI_HTTP_PORT: debe ser 65535 o menos"),
        ("AYNI_DATABASE_URL", "mysql://x/y", "«mysql» no se conoce"),
        ("AYNI_DATABASE_URL", "esto no es", "no es una dirección de base de datos"),
        ("AYNI_DATABASE_URL", "postgresql://servidor", "falta el nombre de la base de datos"),
        ("AYNI_TELEGRAM_MODE", "paloma", "AYNI_TELEGRAM_MODE: debe ser uno de"),
        ("AYNI_TELEGRAM_TOKEN", "secreto-mal-puesto", "no tiene la forma 123456:ABC…"),
        ("AYNI_TELEGRAM_API_URL", "api.telegram.org", "debe empezar con http:// o https://"),
        ("AYNI_TELEGRAM_NAME", "https://t.me/bot", "AYNI_TELEGRAM_NAME: no es un nombre de bot"),
        ("AYNI_PARTS", "web,cocina", "no se conoce «cocina»"),
        ("AYNI_ANSWER_DAYS", "0", "AYNI_ANSWER_DAYS: debe ser 1 o más"),
        ("AYNI_TELEGRAM_RATE", "-1", "AYNI_TELEGRAM_RATE: debe ser mayor que 0"),
        ("AYNI_MATCH_LINK", "1.5", "AYNI_MATCH_LINK: debe ser 1 o menos"),
        ("AYNI_MATCH_ASK", "-0.1", "AYNI_MATCH_ASK: debe ser 0 o más"),
        ("AYNI_PELIGRO_AHORA", "1.5", "AYNI_PELIGRO_AHORA: debe ser 1 o menos"),
        ("AYNI_RESERVAR", "-0.1", "AYNI_RESERVAR: debe ser 0 o más"),
        ("AYNI_MATCH_ASK", "mucho", "AYNI_MATCH_ASK: debe ser un número"),
        ("AYNI_SEGUNDO_LECTOR_URL", "modelos.gob.pe", "debe empezar con http:// o https://"),
        ("AYNI_SEGUNDO_LECTOR_ESPERA", "0", "AYNI_SEGUNDO_LECTOR_ESPERA: debe ser mayor que 0"),
    ],
)
def test_a_wrong_value_is_one_line_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refusal:
        Settings.load()

    assert said in str(refusal.value)
    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "secreto-mal-puesto" not in str(refusal.value)


def test_nobody_is_asked_about_what_is_linked_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_MATCH_ASK", "0.9")
    monkeypatch.setenv("AYNI_MATCH_LINK", "0.6")
    with pytest.raises(SettingsError, match=r"AYNI_MATCH_ASK: .*\(vinieron 0\.9 y 0\.6\)"):
        Settings.load()

    monkeypatch.setenv("AYNI_MATCH_ASK", "0.6")
    assert Settings.load().match_ask == Settings.load().match_link == 0.6


def test_danger_that_may_be_is_never_surer_than_danger_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_PELIGRO_AHORA", "0.4")
    monkeypatch.setenv("AYNI_PELIGRO_QUIZAS", "0.5")
    with pytest.raises(SettingsError, match=r"AYNI_PELIGRO_QUIZAS: .*\(vinieron 0\.5 y 0\.4\)"):
        Settings.load()

    monkeypatch.setenv("AYNI_PELIGRO_QUIZAS", "0.4")
    assert Settings.load().peligro_quizas == 0.4


def test_a_second_reader_is_named_whole_with_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_SEGUNDO_LECTOR_URL", "https://modelos.midis.gob.pe/v1/")
    monkeypatch.setenv("AYNI_SEGUNDO_LECTOR_CLAVE", "secreto-1")
    for name, value in (("MODELO", "qwen"), ("DONDE", "un servidor del MIDIS, en el Perú")):
        with pytest.raises(SettingsError, match=f"^AYNI_SEGUNDO_LECTOR_{name}: hace falta"):
            Settings.load()
        monkeypatch.setenv(f"AYNI_SEGUNDO_LECTOR_{name}", value)

    settings = Settings.load()
    assert settings.segundo_lector_url == "https://modelos.midis.gob.pe/v1"
    assert settings.value("segundo_lector_clave") == "secreto-1"
    assert "secreto-1" not in repr(settings)


def test_several_wrong_values_are_several_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_HTTP_PORT", "x")
    monkeypatch.setenv("AYNI_ANSWER_DAYS", "x")

    with pytest.raises(SettingsError) as refusal:
        Settings.load()

    assert len(str(refusal.value).splitlines()) == 2


def test_a_webhook_needs_its_secret_and_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_TELEGRAM_TOKEN", "123:abc")
    monkeypatch.setenv("AYNI_TELEGRAM_MODE", "webhook")
    with pytest.raises(SettingsError, match="AYNI_TELEGRAM_WEBHOOK_SECRET"):
        Settings.load()

    monkeypatch.setenv("AYNI_TELEGRAM_WEBHOOK_SECRET", "s3creto_bien_largo")
    with pytest.raises(SettingsError, match="AYNI_PUBLIC_URL"):
        Settings.load()

    monkeypatch.setenv("AYNI_PUBLIC_URL", "https://escucha.example.pe/")
    settings = Settings.load()
    assert settings.telegram_mode is TelegramMode.WEBHOOK
    assert settings.public_url == "https://escucha.example.pe"


@pytest.mark.parametrize("secret", ["a", "x y", "clave con espacios y tildes", "ñ" * 20, "a" * 257])
def test_a_secret_that_can_be_guessed_or_telegram_would_refuse_is_refused(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("AYNI_TELEGRAM_TOKEN", "123:abc")
    monkeypatch.setenv("AYNI_TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("AYNI_PUBLIC_URL", "https://escucha.example.pe")
    monkeypatch.setenv("AYNI_TELEGRAM_WEBHOOK_SECRET", secret)
    with pytest.raises(SettingsError, match="16 a 256 letras") as refusal:
        Settings.load()
    assert str(refusal.value).startswith("AYNI_TELEGRAM_WEBHOOK_SECRET: ")
    assert f"«{secret}»" not in str(refusal.value)


def test_telegram_is_not_given_an_address_that_it_would_not_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AYNI_TELEGRAM_TOKEN", "123:abc")
    monkeypatch.setenv("AYNI_TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("AYNI_PUBLIC_URL", "http://escucha.example.pe")
    monkeypatch.setenv("AYNI_TELEGRAM_WEBHOOK_SECRET", "un_secreto_largo")
    with pytest.raises(SettingsError, match="solo llama a una dirección https://"):
        Settings.load()
    monkeypatch.setenv("AYNI_TELEGRAM_API_URL", "http://10.0.0.2:8081")
    assert Settings.load().public_url == "http://escucha.example.pe"


def test_trusted_proxies_are_networks_and_there_are_none_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings.load().trusted_proxies == ()
    monkeypatch.setenv("AYNI_TRUSTED_PROXIES", "127.0.0.1, 10.1.0.0/16,::1")
    assert [str(each) for each in Settings.load().trusted_proxies] == [
        "127.0.0.1/32",
        "10.1.0.0/16",
        "::1/128",
    ]
    monkeypatch.setenv("AYNI_TRUSTED_PROXIES", "el nginx")
    with pytest.raises(SettingsError, match="AYNI_TRUSTED_PROXIES: son direcciones o redes"):
        Settings.load()


def test_dot_env_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("AYNI_HTTP_PORT=9001\nAYNI_PARTS=web,worker\nOTRA=1\n", "utf-8")
    monkeypatch.setenv("AYNI_HTTP_PORT", "9002")

    settings = Settings.load()

    assert settings.http_port == 9002
    assert settings.parts == {Part.WEB, Part.WORKER}


def test_the_name_of_the_bot_may_be_given_with_its_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_TELEGRAM_NAME", "@AyniEscuchaBot")
    assert Settings.load().telegram_name == "AyniEscuchaBot"


def test_secrets_do_not_show_in_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_TELEGRAM_TOKEN", "123:muysecreto")

    assert "muysecreto" not in repr(Settings.load())


def test_what_whoever_runs_the_tests_has_set_does_not_reach_them() -> None:
    assert not Path(".env").exists()
    assert Settings.load().operador is None
