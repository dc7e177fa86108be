"""Write what the directions of all texts share: intake/data/meaning_mean.npy.

    python -m tools.build_meaning [--texts FILE.jsonl ...] [--out FILE]

It is a constant of the product: what is kept in a database was made with it, so that after another
one `ayni reindexar` has to run. Each file, which is one hand's, counts the same, however long.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from bench.report import read_jsonl
from intake.reading.rules.sentence_vector import sentence_vectors
from intake.sameness.rules.meaning import MEAN_FILE

_DATA = Path("intake/data")
_BATCH = 256


def main(argv: list[str] | None = None) -> int:
    """Encode the texts and write their mean."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--texts", type=Path, nargs="+", default=sorted(_DATA.glob("voices/*.jsonl"))
    )
    parser.add_argument("--out", type=Path, default=_DATA / MEAN_FILE)
    options = parser.parse_args(argv)
    if not options.texts:
        parser.error("there are no texts")
    means = []
    for path in options.texts:
        texts = [row["text"] for row in read_jsonl(path)]
        batches = [sentence_vectors(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        means.append(np.concatenate(batches).mean(axis=0, dtype=np.float64))
        print(f"{path.name}: {len(texts)}", file=sys.stderr)
    np.save(options.out, np.mean(means, axis=0).astype(np.float32))
    return 0


if __name__ == "__main__":
    sys.exit(main())
