"""Serves the built front end: compressed, cached for ever where names carry a hash, with its CSP."""

from functools import cache
from pathlib import Path

from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from starlette.responses import FileResponse, Response
from starlette.routing import Mount
from starlette.types import Scope

from avk_app.web.security import content_security_policy, inline_script_hashes

FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
SHORTLY = "public, max-age=3600"
_COMPRESSED = (".gz", ".br")


@cache
def _policy_of_page(path: Path) -> str:
    return content_security_policy(inline_script_hashes(path.read_text()))


def _source_of(response: FileResponse) -> Path:
    path = Path(response.path)
    return path.with_suffix("") if path.suffix in _COMPRESSED else path


class Frontend(PrecompressedStaticFiles):
    """The framework's static files plus caching and each page's own content security policy."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if not isinstance(response, FileResponse):
            response.headers.setdefault("Cache-Control", ASK_EACH_TIME)
            return response
        source = _source_of(response)
        if source.suffix == ".html":
            response.headers["Content-Security-Policy"] = _policy_of_page(source)
            response.headers["Cache-Control"] = ASK_EACH_TIME
        else:
            is_hashed = path.startswith("assets/") and source.suffix in (".js", ".css")
            response.headers["Cache-Control"] = FOREVER if is_hashed else SHORTLY
        return response


def frontend_mount(directory: Path) -> Mount:
    """The mount for everything that is not a route of ours; unknown paths answer 404."""
    files = Frontend(directory=directory, html=True, encodings=("brotli", "gzip"))
    return Mount("/", files, name="frontend")
