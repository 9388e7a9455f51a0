"""Forms the browser itself sends: a full navigation, which the session cookie needs.

The framework's own form cancels the browser's sending even when nobody handles it.
"""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_components_core.el.elements.base import BaseHTML

_TICKET_FORM = "open-session"
_LAST_TICKET = "avk-last-ticket"


class PlainForm(BaseHTML):
    """A form as HTML knows it."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


class AutoPostForm(PlainForm):
    """A form that sends itself once for each new, non-empty `ticket`, and never a second time.

    The browser's tab remembers the last ticket it sent: the var may come again with a new connection,
    and a ticket sent twice would look like an expired sign-in.
    """

    ticket: rx.Var[str]

    def add_imports(self) -> dict[str, list[str]]:
        return {"react": ["useEffect"]}

    def add_hooks(self) -> list[str | rx.Var]:
        effect = f"""
useEffect(() => {{
    const ticket = {self.ticket!s};
    if (!ticket || sessionStorage.getItem("{_LAST_TICKET}") === ticket) return;
    sessionStorage.setItem("{_LAST_TICKET}", ticket);
    document.getElementById("{_TICKET_FORM}").submit();
}}, [{self.ticket!s}]);
"""
        return [rx.Var(effect, _var_data=VarData.merge(self.ticket._get_all_var_data()))]

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "ticket"]


def plain_form(*children: Any, action: str) -> rx.Component:
    """A POST form for a route of ours."""
    return PlainForm.create(*children, action=action, method="post")


def auto_post(ticket: str | rx.Var, action: str) -> rx.Component:
    """Nothing to see: POSTs the ticket to a route of ours as soon as the state holds one."""
    return AutoPostForm.create(
        rx.el.input(type="hidden", name="ticket", value=ticket),
        id=_TICKET_FORM,
        action=action,
        method="post",
        hidden=True,
        ticket=ticket,
    )
