"""Every page is known as public, private or for the demo: the sitemap and robots.txt follow from that."""

import importlib

from avk_app import routes
from avk_app.pages import not_found


def test_every_page_says_whom_it_is_for() -> None:
    app = importlib.import_module("avk_app.avk_app").app
    known = {*routes.PUBLIC_PAGES, *routes.PRIVATE_PAGES, *routes.DEMO_PAGES}
    pages = {"/" if route == "index" else f"/{route}" for route in app._unevaluated_pages}
    assert pages - known - {f"/{not_found.ROUTE}"} == set(), "name the page in one of the lists of routes.py"


def test_every_page_has_a_title_of_ours_and_public_ones_a_description() -> None:
    pages = importlib.import_module("avk_app.avk_app").app._unevaluated_pages
    for route, page in pages.items():
        address = "/" if route == "index" else f"/{route}"
        assert "Ангарский водоканал" in str(page.title), address
        assert page.description or address not in routes.PUBLIC_PAGES, address
