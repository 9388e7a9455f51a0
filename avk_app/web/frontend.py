"""Serves the built front end: compressed, cached for ever where names carry a hash, with its CSP."""

from functools import cache
from os import PathLike, stat_result
from pathlib import Path

from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Scope

from avk_app.web.security import content_security_policy, inline_script_hashes

FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
SHORTLY = "public, max-age=3600"


@cache
def _policy_of_page(path: Path) -> str:
    return content_security_policy(inline_script_hashes(path.read_text()))


class Frontend(PrecompressedStaticFiles):
    """The framework's static files plus caching and each page's own content security policy.

    "Not modified" carries them too: a browser takes the headers of that answer for the page it kept,
    and the policy of other answers would forbid the page's scripts.
    """

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
    files = Frontend(directory=directory, html=True, encodings=("brotli", "gzip"))
    return Mount("/", files, name="frontend")
