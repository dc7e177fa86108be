"""Where things are: districts, populated centres, and what people call them."""
