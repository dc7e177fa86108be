"""Write `bot/said/data/respuestas.npz`: what the phrasings of the guide mean, as numbers.

    python -m tools.build_answers

Run it after the phrasings of `respuestas.yaml` were changed. What the file lacks is worked out when
the program first answers a question, which then takes longer; nothing else depends on it.
"""

from pathlib import Path

import bot.said.data
from bot.said.finding import KEPT, unkept, write_vectors
from bot.said.guide import load_guide


def main() -> None:
    """Write the file anew, and say how many phrasings it lacked."""
    print(f"{len(unkept(load_guide()))} phrasings were not kept")
    path = Path(bot.said.data.__file__).with_name(KEPT)
    with path.open("wb") as file:
        write_vectors(load_guide(), file)


if __name__ == "__main__":
    main()
