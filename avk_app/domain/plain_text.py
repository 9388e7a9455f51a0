"""What people type, made safe to keep: no control characters, no halves of characters, no odd spaces."""

import unicodedata

_LINE_ENDS = {"\n", "\t"}
_UNWANTED_IN_LINE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_UNWANTED_IN_TEXT = frozenset({"Cc", "Cs", "Cn"})


def clean_line(text: str) -> str:
    """One line: controls, invisible and direction marks dropped, runs of spaces made one, ends trimmed."""
    kept = (" " if _is_space(c) else c for c in text if _is_space(c) or not _is_in(c, _UNWANTED_IN_LINE))
    return " ".join("".join(kept).split())


def clean_text(text: str) -> str:
    """Several lines: the same, but line ends stay, at most one empty line in a row, emoji stay whole."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in unified if c in _LINE_ENDS or not _is_in(c, _UNWANTED_IN_TEXT))
    lines: list[str] = []
    for line in (line.strip() for line in kept.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()


def _is_space(character: str) -> bool:
    return character.isspace()


def _is_in(character: str, categories: frozenset[str]) -> bool:
    return unicodedata.category(character) in categories
