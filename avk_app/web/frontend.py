"""Serves the built front end: compressed, cached for ever where names carry a hash, with its CSP."""

from functools import cache
from os import PathLike, stat_result
from pathlib import Path

from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.types import Scope

from avk_app import routes
from avk_app.config import get_settings
from avk_app.texts import shell
from avk_app.web.security import content_security_policy, inline_script_hashes

FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
SHORTLY = "public, max-age=3600"
# Without the app's scripts, whose router would draw the page all the same.
_NOT_HERE = (
    f'<!doctype html><html lang="ru"><meta charset="utf-8"><title>{shell.NOT_FOUND_TITLE}</title>'
    f'<h1>{shell.NOT_FOUND_TITLE}</h1><p><a href="{routes.HOME}">{shell.NAV_HOME}</a></p>'
)


@cache
def _policy_of_page(path: Path) -> str:
    return content_security_policy(inline_script_hashes(path.read_text()))


def _page_of(path: str) -> str:
    """«styleguide/index.html», «styleguide.html.br» and «styleguide» are one page."""
    return "/" + path.strip("/").split("/")[0].split(".")[0]


class Frontend(PrecompressedStaticFiles):
    """The framework's static files plus caching and each page's own content security policy.

    "Not modified" carries them too: a browser takes the headers of that answer for the page it kept,
    and the policy of other answers would forbid the page's scripts.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, html=True, encodings=("brotli", "gzip"))
        pages = (file.relative_to(directory).with_suffix("") for file in directory.rglob("*.html"))
        self._pages = {page.as_posix() for page in pages if page.name not in ("index", "404")}

    async def get_response(self, path: str, scope: Scope) -> Response:
        if get_settings().is_production and _page_of(path) in routes.DEMO_PAGES:
            return HTMLResponse(_NOT_HERE, 404)
        # The file beside the folder of the same name: no redirect to an address with a slash.
        return await super().get_response(f"{path}.html" if path in self._pages else path, scope)

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        if path.suffix == ".html":
            response.headers["Content-Security-Policy"] = _policy_of_page(path)
            response.headers["Cache-Control"] = ASK_EACH_TIME
        else:
            is_hashed = path.parent.name == "assets" and path.suffix in (".js", ".css")
            response.headers["Cache-Control"] = FOREVER if is_hashed else SHORTLY
        return response


def frontend_mount(directory: Path) -> Mount:
    """The mount for everything that is not a route of ours; unknown paths answer 404."""
    return Mount("/", Frontend(directory), name="frontend")
