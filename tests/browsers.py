"""Which browser drives the pages: the one without a window is lighter and faster, the others do as well."""

import shutil

CHROMIUMS = ("chromium-headless-shell", "chromium", "google-chrome")


def find_chromium() -> str | None:
    """The path of the first that is installed."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
