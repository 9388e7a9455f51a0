"""What every page's head holds besides its title."""

import reflex as rx

from avk_app import routes

_SURFACE_LIGHT = "#ffffff"
_SURFACE_DARK = "#14202c"


def head_components() -> list[rx.Component]:
    """Icon, styles of the environment, bars in the header's colour, and what cannot wait for the scripts."""
    return [
        rx.el.link(rel="stylesheet", href=routes.ENVIRONMENT_STYLES),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        _theme_color(_SURFACE_LIGHT, "light"),
        _theme_color(_SURFACE_DARK, "dark"),
        rx.el.script(src="/early.js"),
        rx.el.meta(name="format-detection", content="telephone=no"),
    ]


def _theme_color(color: str, scheme: str) -> rx.Component:
    media = f"(prefers-color-scheme: {scheme})"
    return rx.el.meta(name="theme-color", content=color, custom_attrs={"media": media})
