"""`python -m admin_cli` is `ayni`."""

from admin_cli.app import main

if __name__ == "__main__":
    main()
