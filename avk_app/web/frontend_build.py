"""What is put right in the built front end: one build for any host and port, and no English for people."""

import json
import re
from pathlib import Path
from typing import NamedTuple, Unpack

from reflex_base.plugins.base import Plugin, PostBuildContext, PreCompileContext

from avk_app import routes
from avk_app.texts import shell

BACKEND_IN_DEVELOPMENT = "http://localhost:8000"
_SERVER_SETTINGS = "  server: {"


class Fix(NamedTuple):
    """One replacement in the bundle. `name` says what is missing when a new version has it no more."""

    name: str
    pattern: re.Pattern[str]
    replacement: str


def _quoted(text: str, replacement: str) -> Fix:
    """A whole string literal, whichever quotes the minifier chose."""
    return Fix(text, re.compile(rf"""(["'`]){re.escape(text)}\1"""), _literal(replacement))


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\\", r"\\")


_SENTENCE = f"{shell.BROKEN_TEXT} {shell.HOTLINE}"
SAME_ORIGIN_SOCKET = Fix(
    "the socket's address",
    re.compile(r"""(["'`])ws://localhost:\d+(/[^"'`]*)\1"""),
    r"location.origin.replace(/^http/,`ws`)+`\2`",
)
SAME_PORT_UNDER_HTTPS = Fix(
    "the socket's port under https",
    re.compile(r"""(\.protocol=["'`]https:["'`]\)),\w+\.port=(["'`])\2"""),
    r"\1",
)
RUSSIAN = (
    _quoted("A new version of this app is available.", shell.NEW_VERSION),
    Fix(
        "the banner's button",
        re.compile(r"""textContent=(["'`])Reload\1"""),
        f"textContent={_literal(shell.RELOAD)}",
    ),
    _quoted("Application Error!", shell.BROKEN_TITLE),
    _quoted("Application Error", shell.BROKEN_TITLE),
    _quoted("Unexpected Application Error!", shell.BROKEN_TITLE),
    _quoted("Unhandled Thrown Response!", shell.BROKEN_TITLE),
    _quoted("Loading...", shell.UTILITY_NAME),
    Fix(
        "the router's status line",
        re.compile(r"""\w+\.status,(["'`]) \1,\w+\.statusText,?"""),
        f"{_literal(shell.BROKEN_TITLE)},",
    ),
    Fix(
        "the router's stack trace",
        re.compile(r"""(overflow:["'`]auto["'`]\}\},)\w+\.stack\)"""),
        rf"\1{_literal(_SENTENCE)})",
    ),
    Fix(
        "the router's inner stack trace",
        re.compile(r"""(fontStyle:["'`]italic["'`]\}\},)\w+\),\w+\?"""),
        rf"\1{_literal(_SENTENCE)}),!1?",
    ),
    Fix("the router's language", re.compile(r"""(["'`]html["'`],\{lang:)(["'`])en\2"""), r'\1"ru"'),
)


class DevelopmentProxy(Plugin):
    """Lets the hot-reloading server pass our own routes on, or nobody could sign in under `make dev`."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        context["add_modify_task"]("vite.config.js", add_proxy)


def add_proxy(vite_config: str) -> str:
    """Vite's settings with a proxy for our routes. Raises RuntimeError when there is no place for it."""
    targets = dict.fromkeys(routes.SERVER_PATHS, BACKEND_IN_DEVELOPMENT)
    if _SERVER_SETTINGS not in vite_config:
        raise RuntimeError("no server settings found in vite.config.js")
    return vite_config.replace(_SERVER_SETTINGS, f"{_SERVER_SETTINGS}\n    proxy: {json.dumps(targets)},", 1)


class FrontendFixes(Plugin):
    """Applies every fix after a build; one that finds nothing to fix fails the build."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        scripts = sorted(context["static_dir"].glob("assets/*.js"))
        texts = {path: path.read_text() for path in scripts}
        fixed = apply_fixes(texts, (SAME_ORIGIN_SOCKET, SAME_PORT_UNDER_HTTPS, *RUSSIAN))
        for path, text in fixed.items():
            if text != texts[path]:
                path.write_text(text)


def apply_fixes(scripts: dict[Path, str], fixes: tuple[Fix, ...]) -> dict[Path, str]:
    """The scripts with every fix applied. Raises RuntimeError naming what was not found."""
    fixed = dict(scripts)
    for fix in fixes:
        found = 0
        for path, text in fixed.items():
            fixed[path], count = fix.pattern.subn(fix.replacement, text)
            found += count
        if not found:
            raise RuntimeError(f"not found in the built front end: {fix.name}")
    return fixed
