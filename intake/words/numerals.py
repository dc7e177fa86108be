"""Numbers as people read them in Peru: a comma before the decimals, a blank between thousands."""


def decimal(value: float) -> str:
    """«12,3»; «12» if nothing is behind the comma."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def grouped(value: float) -> str:
    """«45 000», to the unit."""
    return f"{value:,.0f}".replace(",", " ")
