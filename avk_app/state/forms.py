"""Reading a form as a hostile client may send it."""

from reflex.event import EventSpec, set_focus

from avk_app.view_models.forms import CONTENT_ID, SUMMARY_ID

LONGEST_TEXT = 4_000


def text_in(form: object, name: str, longest: int = LONGEST_TEXT) -> str:
    """One field as text, "" for anything else; cut one past `longest`, so that a rule sees it is too long."""
    value = form.get(name) if isinstance(form, dict) else None
    return value[: longest + 1] if isinstance(value, str) else ""


def is_ticked(form: object, name: str) -> bool:
    """Whether a check box was ticked: browsers send «on», the framework a boolean."""
    value = form.get(name) if isinstance(form, dict) else None
    return value is True or value == "on"


def focus_summary() -> EventSpec:
    """Move the focus to the summary of problems, where a screen reader goes on reading."""
    return set_focus(SUMMARY_ID)


def focus_content() -> EventSpec:
    """Move the focus to the page's content, where something new took the place of the form."""
    return set_focus(CONTENT_ID)
