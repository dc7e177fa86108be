"""Every data file that comes with the product says where it is from."""

from importlib import resources

DATA = resources.files("intake.data")


def test_the_readme_lists_every_file() -> None:
    readme = DATA.joinpath("README.md").read_text("utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("| `")]
    listed = {row.split("`")[1] for row in rows}
    files = {file.name for file in DATA.iterdir() if file.is_file()}
    assert listed == files - {"README.md", "__init__.py"}
    assert all(len(row.strip("|").split("|")) == 4 for row in rows)
