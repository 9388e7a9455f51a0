"""A page that says why there is no file, in place of one that the application draws."""

from dataclasses import dataclass

from starlette.responses import HTMLResponse

from avk_app.texts import shell

NO_STORE = {"Cache-Control": "no-store"}
_PAGE = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>{title} — {utility}</title>
<meta name="viewport" content="width=device-width"><body style="font:1.125rem sans-serif;margin:2rem">
<h1>{title}</h1><p>{text}</p><p><a href="{address}">{label}</a></p></body></html>"""


@dataclass(frozen=True)
class WayBack:
    """Where to go on, and what the link is called."""

    address: str
    label: str


def refusal_page(status: int, title: str, text: str, back: WayBack) -> HTMLResponse:
    """The texts are ours: nothing that a person typed may stand in them."""
    page = _PAGE.format(
        title=title, text=text, utility=shell.UTILITY_NAME, address=back.address, label=back.label
    )
    return HTMLResponse(page, status, headers=NO_STORE)
