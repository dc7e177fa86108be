"""One noun a file. A file is a command of its name and holds `app`, a Typer; nobody lists them."""
