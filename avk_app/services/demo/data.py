"""The lists behind the demo city: names, streets and meter layouts in `avk_app/data/demo/`."""

from functools import cache

from avk_app.config import PROJECT_DIR

_FOLDER = PROJECT_DIR / "avk_app" / "data" / "demo"


@cache
def read_words(name: str) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(_text(name).split())


@cache
def read_table(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a table without its heading, each with its cells."""
    _, *lines = _text(name).splitlines()
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines)


def _text(name: str) -> str:
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
