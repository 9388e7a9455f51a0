"""What is put right in the built front end, so that one build serves any host and port."""

import re
from pathlib import Path
from typing import Unpack

from reflex_base.plugins.base import Plugin, PostBuildContext

_SOCKET_ADDRESS = re.compile(r"""(["'`])ws://localhost:\d+(/[^"'`]*)\1""")
_SAME_ORIGIN = r"location.origin.replace(/^http/,`ws`)+`\2`"


class SameOriginSocket(Plugin):
    """The framework bakes the socket's port into the bundle; ours is whatever served the page."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        changed = sum(_rewrite(path) for path in context["static_dir"].glob("assets/*.js"))
        if not changed:
            raise RuntimeError("the socket's address was not found in the built front end")


def _rewrite(path: Path) -> int:
    text, count = _SOCKET_ADDRESS.subn(_SAME_ORIGIN, path.read_text())
    if count:
        path.write_text(text)
    return count
