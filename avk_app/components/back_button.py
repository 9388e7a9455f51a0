"""What the browser's back button must not bring back."""

import reflex as rx
from reflex_components_core.base.fragment import Fragment

_RELOAD_WHEN_RESTORED = """
useEffect(() => {
    const reload = (event) => { if (event.persisted) window.location.reload(); };
    window.addEventListener("pageshow", reload);
    return () => window.removeEventListener("pageshow", reload);
}, []);
"""


class FreshOnReturn(Fragment):
    """A page the browser kept whole is loaded anew when it is shown again.

    It may show what belongs to a session that has ended since, and its socket is gone.
    """

    def add_imports(self) -> dict[str, list[str]]:
        return {"react": ["useEffect"]}

    def add_hooks(self) -> list[str | rx.Var]:
        return [_RELOAD_WHEN_RESTORED]


def fresh_on_return() -> rx.Component:
    """Stands in every page behind the sign-in."""
    return FreshOnReturn.create()
