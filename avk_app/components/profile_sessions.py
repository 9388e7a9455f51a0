"""The card with open sessions."""

import reflex as rx

from avk_app.components.actions import quiet_button
from avk_app.components.surfaces import badge, card, note, skeleton
from avk_app.state.profile import ProfileState
from avk_app.state.profile_sessions import SessionListState
from avk_app.texts import profile as texts
from avk_app.view_models.profile import SessionRow


def sessions_card() -> rx.Component:
    """Where the person is signed in, this device first."""
    lead = rx.cond(ProfileState.view.is_by_surname, texts.SESSIONS_LEAD_SURNAME, texts.SESSIONS_LEAD)
    notice = rx.cond(SessionListState.notice != "", note(rx.el.p(SessionListState.notice), tone="info"))
    return card(
        rx.el.div(rx.el.h2(texts.SESSIONS), rx.el.p(lead, class_name="muted small")),
        rx.el.div(notice, role="status", class_name="answer"),
        rx.cond(
            SessionListState.is_loaded,
            rx.el.ul(rx.foreach(SessionListState.rows, _session_row), class_name="profile-facts"),
            skeleton(2),
        ),
        rx.el.div(quiet_button(texts.END_ALL, on_click=SessionListState.end_all)),
    )


def _session_row(row: SessionRow) -> rx.Component:
    about = rx.el.div(
        rx.el.b(row.device, class_name="fact"),
        rx.el.div(row.details, class_name="muted small"),
    )
    end = quiet_button(
        texts.END_SESSION,
        aria_label=row.end_label,
        on_click=SessionListState.end(row.session_id),  # type: ignore[operator]
    )
    return rx.el.li(
        about, rx.cond(row.is_current, badge(texts.THIS_DEVICE, "ok"), end), class_name="fact-row"
    )
