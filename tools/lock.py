"""Pin every dependency with its hashes, for all systems and Pythons we support, naming no host."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
_COMMON = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def main() -> None:
    """Write requirements.lock (to run, and to build ourselves) and requirements-dev.lock."""
    for name, extra in (
        ("requirements.lock", ("--group", "build")),
        ("requirements-dev.lock", ("--group", "build", "--group", "dev")),
    ):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "uv",
                "pip",
                "compile",
                "pyproject.toml",
                *extra,
                *_COMMON,
                "--output-file",
                name,
            ],
            cwd=ROOT,
            check=True,
        )


if __name__ == "__main__":
    main()
