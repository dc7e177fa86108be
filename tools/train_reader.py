"""Make the learned reader from the messages in `intake/data/voices`, and its card.

python -m tools.train_reader [--json]

The same texts give the same model. Figures are of hands left out: a model read each message that
had never seen anything of whoever wrote it.
"""

import argparse
import json
from pathlib import Path

from bench.report import progress
from intake.reading.examples import shipped_examples, version_of
from intake.reading.learning import figures_of, model_of, prepare, sums_of_strangers

DATA = Path(__file__).parent.parent / "intake" / "data"


def main() -> None:
    """Train, write the model and its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    lesson = prepare(shipped_examples())
    progress(f"{len(lesson.examples)} messages, {len(lesson.names)} signals")
    strangers = sums_of_strangers(lesson)
    model = model_of(lesson, strangers, version_of(lesson.examples))
    with (DATA / "reader.npz").open("wb") as file:
        model.write(file)
    print(json.dumps(figures_of(lesson, strangers, model), indent=2 if not options.json else None))


if __name__ == "__main__":
    main()
