"""Side-by-side measurements; each module runs by itself and gives --json."""
