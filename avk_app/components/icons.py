"""Line icons of the places: drawn in the text's colour, always beside a word."""

import reflex as rx

from avk_app import routes

_PATHS = {
    routes.DASHBOARD: "M4 11.5 12 4l8 7.5V20h-5.5v-5h-5v5H4z",
    routes.READINGS: "M12 20a8 8 0 1 1 8-8M12 12l4-4M8 12h.01M12 8h.01M14.5 18l2 2 4-4",
    routes.PAYMENTS: "M4 6.5h16v11H4zM4 10.5h16M7.5 14.5h3.5",
    routes.HISTORY: "M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4.5v3.8h3.8M12 8v4.2l2.8 1.8",
    routes.PROFILE: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
}


def place_icon(address: str) -> rx.Component:
    """The icon of a place, hidden from screen readers."""
    return rx.el.svg(
        rx.el.svg.path(d=_PATHS[address]),
        class_name="icon",
        view_box="0 0 24 24",
        width="24",
        height="24",
        aria_hidden="true",
    )
