"""What the environment decides: variables AYNI_*, or a .env file beside the program."""

import re
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from intake.errors import DataFileError, SettingsError
from intake.localfiles import why
from intake.words.attention import Attention
from intake.words.channels import declared
from intake.words.doors import Doors
from intake.words.hours import Hours

TELEGRAM_API = "https://api.telegram.org"
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
IPNetwork = IPv4Network | IPv6Network
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


ENV_FILE = ".env"


class Part(StrEnum):
    """What a process runs. All of them by default; several processes need PostgreSQL."""

    WEB = "web"  # HTTP: the web chat, webhooks, /salud
    POLLING = "polling"  # asks Telegram for updates, where there is no webhook
    WORKER = "worker"  # inbox to outbox
    DELIVERY = "delivery"  # outbox to the channels


class TelegramMode(StrEnum):
    """How updates come in from Telegram."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class Settings(BaseSettings):
    """Everything that can be set; a field `x` is the variable AYNI_X."""

    model_config = SettingsConfigDict(
        env_prefix="AYNI_",
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",  # the Notepad of Windows begins a file with a mark
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    database_url: str = "sqlite:///ayni.db"
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)
    public_url: str = ""
    parts: Annotated[frozenset[Part], NoDecode] = frozenset(Part)

    trusted_proxies: Annotated[tuple[IPNetwork, ...], NoDecode] = ()
    """Whose X-Forwarded-For is believed: addresses or networks, with commas. None by default."""
    key_file: Path | None = None
    """The key of cookies and of hashed addresses; None: `ayni.key` beside the database."""
    web_newcomers: int = Field(20, ge=1, le=100_000)
    """New web visitors of one network in an hour, above which they are not verified as people."""
    web_newcomers_all: int = Field(300, ge=1, le=10_000_000)
    """The same over all networks."""
    files_daily: int = Field(30, ge=1, le=10_000)
    """Files that one person may send in 24 hours."""
    files_total_mb: int = Field(5_000, ge=1, le=10_000_000)
    """Megabytes of files kept in all."""

    juntar_segundos: float = Field(4.0, ge=0, le=30)
    """Seconds in which more of what somebody tells is waited for, so that it is answered once; 0:
    each message by itself. Too few, and five short messages get five answers; more, and whoever
    tells something waits as long for the first answer. Danger and answers never wait."""

    telegram_token: SecretStr | None = None
    telegram_name: str = ""
    """The bot's @name, without @: what posters and links lead to."""
    telegram_api_url: str = TELEGRAM_API
    telegram_mode: TelegramMode = TelegramMode.POLLING
    telegram_webhook_secret: SecretStr | None = None
    telegram_rate: float = Field(30.0, gt=0, le=1000)
    """Messages a second over all chats. 30 is Telegram's limit; up to 1000 with paid broadcasts."""
    telegram_chat_rate: float = Field(1.0, gt=0, le=1000)
    """Messages a second to one chat. 1 is Telegram's advice."""

    mass_since: int = Field(8, ge=0, le=23)
    """Hour of Lima from which mass messages may go, every day."""
    mass_until: int = Field(20, ge=1, le=24)
    """Hour of Lima from which they may not any more."""
    mass_weekly: int = Field(3, ge=1, le=50)
    """How many of them one person may get in seven days."""

    operador: str | None = None
    """The account that acts in the terminal when --como is not given."""
    answer_days: int = Field(30, ge=1, le=365)
    """Working days for an answer (TUO de la Ley 27444, art. 39; the Lab may set its own)."""
    horario: str = ""
    """When the team attends who wants to speak with a person: lun-vie 8:30-17:30. Empty: people
    are told that nobody can say when."""
    quorum: int | None = Field(None, ge=1, le=20)
    """Seats that make quorum, if the Lab decided so; None: more than half (Manual, art. 19.c)."""
    match_link: float | None = Field(None, ge=0, le=1)
    """From what probability on two aportes are taken for the same; None: as the scorecard says."""
    match_ask: float | None = Field(None, ge=0, le=1)
    """From what probability on a person is asked; None: as the scorecard says."""
    scorecard: str = ""
    """A file that `ayni ajustar` wrote; empty: the scorecard of the program."""
    # From what probability on the reader takes something to be so; None: as the model that holds
    # says, which was measured on hands that it had not read.
    peligro_ahora: float | None = Field(None, ge=0, le=1)
    """Danger, and help before anything else. Too low, and who tells of a dead cow is told to call
    the police; too high, and somebody in danger is asked about a form, with help only beside it."""
    peligro_quizas: float | None = Field(None, ge=0, le=1)
    """Danger that may be, and help beside the rest. Too low, and it stands beside messages that
    need none, until nobody reads it; too high, and somebody in danger is offered nothing."""
    reservar: float | None = Field(None, ge=0, le=1)
    """Not for strangers' eyes. Too low, and neighbours are not offered to join what is theirs too;
    too high, and one person's secret is shown to another."""
    no_es_aporte: float | None = Field(None, ge=0, le=1)
    """Something else than a telling. Too low, and who tells a problem is answered as if they had
    asked or complained, and leaves; too high, and who asks is led into a form."""
    segundo_lector_url: str = ""
    """A server that reads too what people tell (`POST {url}/chat/completions`); empty: none.
    What people write goes there: the privacy notice says so, and asks for their yes again."""
    segundo_lector_modelo: str = ""
    """The model that is asked there, as that server calls it."""
    segundo_lector_clave: SecretStr | None = None
    """Its key, if it wants one."""
    segundo_lector_espera: float = Field(10.0, gt=0, le=120)
    """Seconds after which an answer is given up. No message waits for it."""
    segundo_lector_donde: str = ""
    """Whose that server is and in which country, as the privacy notice must say it."""
    templates: Path | None = None
    """A folder with the Lab's own templates of documents; None: those of the program."""
    privacy_contact: str = "la Mesa de Partes Virtual del MIDIS (www.gob.pe/midis)"
    data_bank: str = "Aportes ciudadanos al AYNI Lab Social (inscripción en trámite)"
    """Name and registration of the personal data bank, as the privacy notice must say it."""

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError(
                "no es una dirección de base de datos; por ejemplo sqlite:///ayni.db "
                "o postgresql://usuario:clave@servidor/ayni"
            ) from None
        driver = _DRIVERS.get(url.drivername)
        if driver is None:
            raise ValueError(f"«{url.drivername}» no se conoce: use sqlite:/// o postgresql://")
        if not url.database:
            raise ValueError("falta el nombre de la base de datos al final de la dirección")
        return url.set(drivername=driver).render_as_string(hide_password=False)

    @field_validator("parts", mode="before")
    @classmethod
    def _parts_by_name(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = {name.strip() for name in value.split(",") if name.strip()}
        unknown = names - set(Part)
        if unknown or not names:
            raise ValueError(
                f"no se conoce «{', '.join(sorted(unknown))}»: use {', '.join(Part)}, con comas"
            )
        return frozenset(Part(name) for name in names)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return tuple(ip_network(each.strip()) for each in value.split(",") if each.strip())
        except ValueError:
            raise ValueError(
                "son direcciones o redes, con comas: por ejemplo 127.0.0.1,10.0.0.0/8"
            ) from None

    @field_validator("telegram_api_url", "public_url", "segundo_lector_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        if not value:
            return value
        pieces = urlsplit(value)
        if pieces.scheme not in {"http", "https"} or not pieces.netloc:
            raise ValueError("debe empezar con http:// o https://")
        return value.rstrip("/")

    @field_validator("horario")
    @classmethod
    def _hours_of_attention(cls, value: str) -> str:
        if value.strip():
            Attention.parse(value)
        return value.strip()

    @field_validator("telegram_name")
    @classmethod
    def _name_shape(cls, value: str) -> str:
        name = value.strip().removeprefix("@")
        if name and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,30}[A-Za-z0-9]", name):
            raise ValueError("no es un nombre de bot: letras, números y _, como AyniEscuchaBot")
        return name

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, _, secret = value.get_secret_value().partition(":")
            if not (number.isdigit() and secret):
                raise ValueError("no tiene la forma 123456:ABC… que da @BotFather")
        return value

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> "Settings":
        if self.telegram_token and self.telegram_mode is TelegramMode.WEBHOOK:
            if self.telegram_webhook_secret is None:
                raise ValueError(
                    "AYNI_TELEGRAM_WEBHOOK_SECRET: en modo webhook hace falta un secreto "
                    "(letras, números, _ y -; 16 a 256)"
                )
            if not _WEBHOOK_SECRET.fullmatch(self.telegram_webhook_secret.get_secret_value()):
                raise ValueError(
                    "AYNI_TELEGRAM_WEBHOOK_SECRET: debe tener de 16 a 256 letras sin tilde, "
                    "números, _ y -; con uno corto, cualquiera podría hablar como Telegram"
                )
            if not self.public_url:
                raise ValueError(
                    "AYNI_PUBLIC_URL: en modo webhook hace falta la dirección https:// del bot"
                )
            # A Bot API server of one's own may call over http, inside one's own network.
            is_telegrams = self.telegram_api_url == TELEGRAM_API
            if is_telegrams and not self.public_url.startswith("https://"):
                raise ValueError(
                    "AYNI_PUBLIC_URL: Telegram solo llama a una dirección https://; ponga un "
                    "proxy con HTTPS delante, o use AYNI_TELEGRAM_MODE=polling"
                )
        return self

    @model_validator(mode="after")
    def _hours_in_order(self) -> "Settings":
        if self.mass_since >= self.mass_until:
            raise ValueError(
                "AYNI_MASS_SINCE: debe ser una hora antes que AYNI_MASS_UNTIL "
                f"(vinieron {self.mass_since} y {self.mass_until})"
            )
        return self

    @model_validator(mode="after")
    def _second_reader_is_whole(self) -> "Settings":
        for name in ("segundo_lector_modelo", "segundo_lector_donde"):
            if self.segundo_lector_url and not self.value(name).strip():
                raise ValueError(
                    f"AYNI_{name.upper()}: hace falta si se pone AYNI_SEGUNDO_LECTOR_URL"
                )
        return self

    @model_validator(mode="after")
    def _asks_before_it_links(self) -> "Settings":
        ask, link = self.match_ask, self.match_link
        if ask is not None and link is not None and ask > link:
            raise ValueError(
                f"AYNI_MATCH_ASK: no puede pasar de AYNI_MATCH_LINK (vinieron {ask:g} y {link:g})"
            )
        return self

    @model_validator(mode="after")
    def _maybe_before_now(self) -> "Settings":
        maybe, now = self.peligro_quizas, self.peligro_ahora
        if maybe is not None and now is not None and maybe > now:
            raise ValueError(
                "AYNI_PELIGRO_QUIZAS: no puede pasar de AYNI_PELIGRO_AHORA "
                f"(vinieron {maybe:g} y {now:g})"
            )
        return self

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use (one process)."""
        return self.database_url.startswith("sqlite")

    @property
    def key_path(self) -> Path:
        """Where the key is: as set, or beside the embedded database, or in this folder."""
        if self.key_file is not None:
            return self.key_file.expanduser()
        name = make_url(self.database_url).database if self.is_sqlite else None
        folder = Path(name).expanduser().parent if name and name != ":memory:" else Path()
        return folder / "ayni.key"

    @property
    def likely_proxies(self) -> tuple[IPNetwork, ...]:
        """From where many visitors come over few connections: the trusted proxies; or, where HTTPS
        ends before us and nobody named any, this machine. What they forward is another matter.
        """
        if self.trusted_proxies or not self.public_url.startswith("https:"):
            return self.trusted_proxies
        return (ip_network("127.0.0.0/8"), ip_network("::1/128"))

    @property
    def mass_hours(self) -> Hours:
        """When people may be written to who did not ask anything."""
        return Hours(self.mass_since, self.mass_until)

    @property
    def attention(self) -> Attention | None:
        """When the team attends people; None where the Lab did not say."""
        return Attention.parse(self.horario) if self.horario else None

    @property
    def channels(self) -> frozenset[str]:
        """The channels that are on, by name."""
        return frozenset(each.name for each in declared() if each.is_on(self.value))

    @property
    def doors(self) -> Doors:
        """How people come in, by what is set here."""
        return Doors.by(self.value)

    def value(self, name: str) -> str:
        """A setting that a channel names, as text; empty where it is not set. It may be secret."""
        value = getattr(self, name, None)
        if isinstance(value, SecretStr):
            return value.get_secret_value()
        return "" if value is None else str(value)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave out the .env where it says nothing: each source is asked for every field.

        There is no folder of secrets, which pydantic could read too.
        """
        asked = (init_settings, env_settings, dotenv_settings)
        return tuple(each for each in asked if getattr(each, "env_vars", True))

    @classmethod
    def load(cls, **overrides: Any) -> "Settings":
        """Read the environment and .env; wrong values are a SettingsError, one line each.

        What a channel declares as its own is read too, as text: `value` gives it.
        """
        _check_readable(cls.model_config.get("env_file"))
        try:
            return cls._with_own_of_channels()(**overrides)
        except ValidationError as problem:
            raise SettingsError("\n".join(_line(each) for each in problem.errors())) from None

    @classmethod
    def _with_own_of_channels(cls) -> "type[Settings]":
        channels = declared()
        names = {name for each in channels for name in each.settings} - set(cls.model_fields)
        for each in channels:
            if unknown := each.named - names - set(cls.model_fields):
                raise DataFileError(
                    f"El canal «{each.name}» nombra un ajuste que nadie define: {min(unknown)}. "
                    "Póngalo en «settings» de su channel.yaml."
                )
        if not names:
            return cls
        fields: dict[str, Any] = dict.fromkeys(sorted(names), (str, ""))
        return create_model(cls.__name__, __base__=cls, **fields)


def _check_readable(file: object) -> None:
    """UTF-8, so that no setting is damaged, or passed over because its name was."""
    path = Path(file) if file and isinstance(file, str | Path) else None
    if path is None or not path.is_file():
        return
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise SettingsError(f"No se pudo leer {path}: {why(problem)}.") from None
    try:
        content.decode()
        is_utf8 = b"\0" not in content
    except UnicodeDecodeError:
        is_utf8 = False
    if not is_utf8:
        raise SettingsError(
            f"{path} no está en UTF-8: sus ajustes no se pueden leer. Guárdelo de nuevo en UTF-8 "
            "(en el Bloc de notas: Guardar como, Codificación UTF-8)."
        )


def _line(error: ErrorDetails) -> str:
    """One Spanish line for one wrong value. Secrets are never repeated."""
    reasons = {
        "int_parsing": "debe ser un número entero",
        "float_parsing": "debe ser un número",
        "greater_than": "debe ser mayor que {gt:g}",
        "greater_than_equal": "debe ser {ge:g} o más",
        "less_than_equal": "debe ser {le:g} o menos",
        "enum": "debe ser uno de: {expected}",
    }
    name = "_".join(str(piece) for piece in error["loc"])
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        reason = str(context["error"])
    else:
        reason = reasons.get(error["type"], error["msg"]).format(**context)
    if not name:
        return reason
    given = (
        ""
        if any(each in name for each in ("token", "secret", "url", "clave"))
        else f" (vino «{error['input']}»)"
    )
    return f"AYNI_{name.upper()}: {reason}{given}"
