"""How an address of a premise is written in one line."""


def format_address(street: str, house: str, flat: str = "") -> str:
    """«ул. К. Маркса, д. 25, кв. 41»; a private house has no flat."""
    line = f"{street}, д. {house}"
    return f"{line}, кв. {flat}" if flat else line
