"""E-mail addresses as they are kept."""

from email_validator import EmailNotValidError, validate_email

from avk_app.errors import FieldProblem, InvalidInput

MAX_EMAIL_LENGTH = 254


def parse_email(text: str, field: str) -> str:
    """An address that mail can be sent to, its domain in lower case. DNS is not asked.

    Raises InvalidInput `email_empty` or `email_format`.
    """
    typed = text[: MAX_EMAIL_LENGTH + 1].strip()
    if not typed:
        raise _problem(field, "email_empty")
    try:
        checked = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise _problem(field, "email_format") from None
    return checked.ascii_email or checked.normalized


def _problem(field: str, code: str) -> InvalidInput:
    return InvalidInput((FieldProblem(field, code),))
