"""Profile: contacts, login and password, open sessions, appearance."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import consult_link
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.profile_appearance import appearance_card
from avk_app.components.profile_contacts import contacts_card
from avk_app.components.profile_credentials import credentials_card
from avk_app.components.profile_sessions import sessions_card
from avk_app.components.surfaces import note, skeleton
from avk_app.state.profile import ProfileState
from avk_app.state.profile_contacts import ContactsState
from avk_app.state.profile_credentials import CredentialsState
from avk_app.state.profile_sessions import SessionListState
from avk_app.texts import profile as texts
from avk_app.texts import shell


def page() -> rx.Component:
    return subscriber_page(
        content(
            title(texts.TITLE, _account_line()),
            rx.el.div(consult_link(shell.CONSULT), class_name="actions phone-only"),
            rx.cond(ProfileState.problem != "", note(rx.el.p(ProfileState.problem), tone="bad")),
            rx.el.div(_main_column(), _side_column(), class_name="grid-two items-start"),
        ),
        active=routes.PROFILE,
    )


def _account_line() -> rx.Component:
    number = rx.el.span(ProfileState.view.account_number, class_name="num")
    return rx.el.p(texts.ACCOUNT, " ", number, class_name="muted")


def _main_column() -> rx.Component:
    masked = rx.cond(ProfileState.view.is_by_surname, note(rx.el.p(texts.MASKED), tone="info"))
    loaded = rx.el.div(masked, contacts_card(), credentials_card(), class_name="stack")
    waiting = rx.el.div(skeleton(8), skeleton(6), class_name="stack")
    return rx.cond(ProfileState.is_loaded, loaded, waiting)


def _side_column() -> rx.Component:
    return rx.el.div(appearance_card(), sessions_card(), class_name="stack")


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.PROFILE,
        title=f"{texts.TITLE} — {shell.UTILITY_NAME}",
        on_load=[
            ProfileState.load,
            ContactsState.cancel,
            CredentialsState.cancel,
            SessionListState.load,
        ],
    )
