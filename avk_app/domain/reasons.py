"""Why something was undone, as staff write it for the books."""

from avk_app.domain.plain_text import clean_line
from avk_app.errors import FieldProblem, InvalidInput


def parse_reason(typed: str, limit: int) -> str:
    """One line of 1 to `limit` characters. Raises InvalidInput (`reason_empty`, `reason_too_long`)."""
    reason = clean_line(typed)
    if not reason:
        raise InvalidInput((FieldProblem("reason", "reason_empty"),))
    if len(reason) > limit:
        raise InvalidInput((FieldProblem("reason", "reason_too_long", (("limit", limit),)),))
    return reason
