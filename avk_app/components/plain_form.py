"""Forms the browser itself sends: a full navigation, which the session cookie needs.

The framework's own form cancels the browser's sending even when nobody handles it.
"""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_components_core.el.elements.base import BaseHTML

_LAST_TURN = "avk-last-"


class PlainForm(BaseHTML):
    """A form as HTML knows it."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


class AutoPostForm(PlainForm):
    """A form that sends itself once for each new, non-empty `turn`, and never a second time.

    The browser's tab remembers the last turn it sent: the vars may come again with a new connection,
    and a sign-in's ticket sent twice would look like an expired one.
    """

    ticket: rx.Var[str]
    turn: rx.Var[str]
    form_id: rx.Var[str]

    def add_imports(self) -> dict[str, list[str]]:
        return {"react": ["useEffect"]}

    def add_hooks(self) -> list[str | rx.Var]:
        effect = f"""
useEffect(() => {{
    const [form, turn] = [{self.form_id!s}, {self.turn!s}];
    if (!{self.ticket!s} || !turn || sessionStorage.getItem("{_LAST_TURN}" + form) === turn) return;
    sessionStorage.setItem("{_LAST_TURN}" + form, turn);
    document.getElementById(form).submit();
}}, [{self.ticket!s}, {self.turn!s}]);
"""
        data = VarData.merge(self.ticket._get_all_var_data(), self.turn._get_all_var_data())
        return [rx.Var(effect, _var_data=data)]

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "ticket", "turn", "form_id"]


def plain_form(*children: Any, action: str) -> rx.Component:
    """A POST form for a route of ours."""
    return PlainForm.create(*children, action=action, method="post")


def ticket_form(ticket: str | rx.Var, *children: Any, action: str) -> rx.Component:
    """A POST form that carries a ticket when a person presses its button."""
    return plain_form(_ticket_field(ticket), *children, action=action)


def auto_post(
    form_id: str, ticket: str | rx.Var, action: str, *fields: Any, turn: str | rx.Var | None = None
) -> rx.Component:
    """Nothing to see: POSTs the ticket to a route of ours as soon as the state holds one.

    `turn` is new each time a person asks for it. It stands for the ticket itself where a ticket is good
    for once only; a payment's key comes again when somebody goes on with it.
    """
    return AutoPostForm.create(
        _ticket_field(ticket),
        *fields,
        id=form_id,
        action=action,
        method="post",
        hidden=True,
        ticket=ticket,
        turn=ticket if turn is None else turn,
        form_id=form_id,
    )


def _ticket_field(ticket: str | rx.Var) -> rx.Component:
    return rx.el.input(type="hidden", name="ticket", value=ticket)
