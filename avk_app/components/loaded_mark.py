"""Whether a page may be pressed already."""

import reflex as rx


def loaded_mark() -> rx.Component:
    """Tells `assets/early.js` that the page's own state has come; stands in every page."""
    return rx.el.div(id="loaded", data_loaded=rx.State.is_hydrated, hidden=True)
