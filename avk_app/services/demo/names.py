"""Russian names agree in gender: the form of a surname that a woman bears."""

_ADJECTIVES = (("кий", "кая"), ("ой", "ая"), ("ый", "ая"))
_POSSESSIVES = ("ов", "ев", "ёв", "ин")


def surname_of_a_woman(surname: str) -> str:
    """«Иванов» → «Иванова», «Вишневский» → «Вишневская»; «Шевченко» and «Черных» don't change."""
    for man, woman in _ADJECTIVES:
        if surname.endswith(man):
            return surname.removesuffix(man) + woman
    return f"{surname}а" if surname.endswith(_POSSESSIVES) else surname
