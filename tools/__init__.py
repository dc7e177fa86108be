"""Scripts that make data files and keep the project's own books; not part of the wheel."""
