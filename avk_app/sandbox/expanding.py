"""`expand[]`: ids in an answer are replaced by the objects they name."""

from avk_app.sandbox.checkout import line_items_of
from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.work import Work

MAX_DEPTH, MAX_PATHS = 4, 20


def expand(work: Work, body: Body, paths: list[str]) -> Body:
    """The answer with `a.b.c` of every path expanded; in a list paths begin with `data.`."""
    for path in paths[:MAX_PATHS]:
        steps = path.split(".")
        if len(steps) > MAX_DEPTH:
            raise invalid("You cannot expand more than 4 levels of a property.", "expand")
        _expand(work, body, steps, path)
    return body


def _expand(work: Work, body: Body, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    if step == "line_items" and body.get("object") == "checkout.session":
        body["line_items"] = line_items_of(work, body["id"])
    elif step not in body:
        raise invalid(f"This property cannot be expanded ({path[:100]}).", "expand")
    value = body[step]
    if isinstance(value, str):
        value = body[step] = work.find_any(value) or value
    for inside in value if isinstance(value, list) else [value]:
        if rest and isinstance(inside, dict):
            _expand(work, inside, rest, path)
