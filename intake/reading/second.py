"""A second reader: a language model on a server that the institution chose, if it chose one.

It speaks the JSON that such servers have in common (`POST {url}/chat/completions`). Nothing waits
for it and nothing depends on it; what its opinion may do is in `intake.reading.rules.second`.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import aiohttp

from intake.reading.rules.second import SecondOpinion, read_answer, request
from intake.settings import Settings

PULSE = "segundo_lector"
"""Under this name it is noted up to when all that was told has been read."""
_LONGEST_ANSWER = 64 * 1024
"""Bytes. What is asked for takes a few hundred."""
_REMEMBERED = 256
"""Texts whose opinion is kept in memory: a message is often told again as an aporte."""
_ITS_FAULT = frozenset({401, 403, 404, 408, 425, 429})
"""Answers under 500 that say nothing of the text: it is asked again later."""


class AwayError(Exception):
    """The server cannot be asked now, or did not answer in time: the text is kept for later."""


class UnfitError(Exception):
    """It answered what cannot be used: asked again it would do the same."""


@dataclass(slots=True)
class Breaker:
    """Leaves a server alone that failed several times in a row, and tries it again with one text.

    The pause doubles as long as that one fails too.
    """

    ticks: Callable[[], float]
    most: int = 3
    first_pause: float = 15.0
    longest_pause: float = 600.0
    _failures: int = 0
    _until: float = 0.0
    _pause: float = 0.0

    def is_open(self) -> bool:
        """Whether nothing is to be asked now."""
        return self._failures >= self.most and self.ticks() < self._until

    def succeeded(self) -> None:
        """It answers: all is forgotten."""
        self._failures, self._pause = 0, 0.0

    def failed(self) -> None:
        """It does not."""
        self._failures += 1
        if self._failures >= self.most:
            self._pause = min(self._pause * 2 or self.first_pause, self.longest_pause)
            self._until = self.ticks() + self._pause


@dataclass(slots=True)
class SecondReader:
    """Asks the server. Open it with `async with`: it holds the connections."""

    url: str
    model: str
    key: str
    seconds: float
    breaker: Breaker
    _client: aiohttp.ClientSession | None = None
    _remembered: OrderedDict[str, SecondOpinion] = field(default_factory=OrderedDict)

    @classmethod
    def by(cls, settings: Settings, ticks: Callable[[], float]) -> "SecondReader | None":
        """The one that the settings name; None if they name none."""
        if not settings.segundo_lector_url:
            return None
        return cls(
            settings.segundo_lector_url,
            settings.segundo_lector_modelo,
            settings.value("segundo_lector_clave"),
            settings.segundo_lector_espera,
            Breaker(ticks),
        )

    async def __aenter__(self) -> "SecondReader":
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        limit = aiohttp.ClientTimeout(total=self.seconds)
        self._client = aiohttp.ClientSession(headers=headers, timeout=limit)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.close()

    async def ask(self, text: str, priorities: Sequence[str]) -> SecondOpinion:
        """What it makes of a text, given the ids of the priorities that hold.

        AwayError and UnfitError say why there is nothing, without a word of the text or answer.
        """
        known = self._remembered.get(text)
        if known is not None:
            return known
        if self.breaker.is_open():
            raise AwayError("se le deja descansar")
        try:
            body = await self._post(request(self.model, text, priorities))
        except AwayError:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        try:
            opinion = read_answer(body, priorities)
        except ValueError as problem:
            raise UnfitError(f"respondió algo que no sirve: {problem}") from None
        self._remembered[text] = opinion
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return opinion

    async def _post(self, asked: dict[str, object]) -> bytes:
        """The body of its answer."""
        if self._client is None:
            raise AwayError("no está abierto")
        address = f"{self.url}/chat/completions"
        try:
            # A redirect would carry the words, and the key, to where nobody decided.
            async with self._client.post(address, json=asked, allow_redirects=False) as answer:
                if answer.status >= 500 or answer.status in _ITS_FAULT:
                    raise AwayError(f"respondió {answer.status}")
                if answer.status != 200:
                    self.breaker.succeeded()
                    raise UnfitError(f"respondió {answer.status}")
                return await _body(answer)
        except (
            aiohttp.ClientError,
            OSError,
            TimeoutError,
            ValueError,
        ) as problem:  # also a bad key
            raise AwayError(type(problem).__name__) from None


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """All of it, unless it is longer than anything that was asked for."""
    read = bytearray()
    async for piece in answer.content.iter_chunked(8_192):
        read += piece
        if len(read) > _LONGEST_ANSWER:
            raise UnfitError("respondió demasiado")
    return bytes(read)
