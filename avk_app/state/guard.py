"""Deny by default: every handler is a public endpoint, so each declares who may call it.

The guard runs before every handler. It looks the session up in the database, throws away the tab's
state when it belongs to somebody else, and lets pass only what the registry opens to this session.
"""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

import reflex as rx
import structlog
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from avk_app import routes
from avk_app.domain.access import Access, is_open
from avk_app.services.access import Actor
from avk_app.services.database import reading, transaction
from avk_app.services.sessions import find_actor, is_touch_due, touch_session
from avk_app.state.arguments import arguments_fit

log = structlog.get_logger()
Handler = TypeVar("Handler", bound=Callable[..., Any])

_DECLARED = "__avk_access__"
_SCHEME = "fp "
# The framework's own handlers that the browser needs. Those that set vars (`setvar`, and
# `update_vars_internal` for browser storage, which nothing here uses) stay closed on purpose.
_FRAMEWORK_HANDLERS = frozenset(
    {
        "reflex___state____state.hydrate",
        "reflex___state____state.hydrate_and_load",
        "reflex___state____state.set_is_hydrated",
        "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal",
        "reflex___state____state.reflex___state____on_load_internal_state.set_is_hydrated",
        "reflex___state____state.reflex___state____frontend_event_exception_state.handle_frontend_exception",
    }
)
MAX_ADDRESS_LENGTH = 64
_CLOSED = (".setvar", ".update_vars_internal")
_current_actor: ContextVar[Actor | None] = ContextVar("current_actor", default=None)
_current_address: ContextVar[str] = ContextVar("current_address", default="")


def allow(access: Access) -> Callable[[Handler], Handler]:
    """Declare who may call this handler; stands under `@rx.event`."""

    def declare(handler: Handler) -> Handler:
        setattr(handler, _DECLARED, access)
        return handler

    return declare


def access_of(event_name: str) -> Access | None:
    """Who may call this handler; None when nobody declared it."""
    if event_name in _FRAMEWORK_HANDLERS:
        return Access.ANYONE
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return getattr(registered.handler.fn, _DECLARED, None) if registered else None


def current_actor() -> Actor | None:
    """Who called the handler that is running now, as the guard found it."""
    return _current_actor.get()


def current_address() -> str:
    """Where the call came from, for limits and consents; known for nobody too."""
    return _current_address.get()


class SessionState(rx.State):
    """Whose data this tab's state holds."""

    _owner: str = ""


def fingerprint_in(router_data: dict[str, Any]) -> str:
    """The session fingerprint that `web.cookies` put in the place of the cookie."""
    authorization = str(router_data.get("headers", {}).get("authorization", ""))
    return authorization.removeprefix(_SCHEME) if authorization.startswith(_SCHEME) else ""


def _look_up(fingerprint: str, address: str) -> Actor | None:
    """Reading takes no lock: only a session not seen for a while is written to."""
    with reading() as session:
        actor = find_actor(session, fingerprint, address)
        is_due = actor is not None and is_touch_due(session, actor)
    if is_due:
        with transaction() as session:
            touch_session(session, fingerprint)
    return actor


class AccessGuard(rx.Middleware):
    """Runs before the framework's own middleware, for background handlers too."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        root = state._get_root_state()
        actor, fingerprint = await self._identify(root)
        has_changed = await _claim(root, fingerprint if actor else "")
        access = access_of(event.name)
        reason = _reason_to_refuse(access, actor, event)
        if not reason:
            return None
        log.info(
            "handler_denied", handler=event.name[:200], reason=reason, session=actor and actor.session_id
        )
        wiped = await _wiped(root) if has_changed else {}
        return StateUpdate(delta=wiped, events=_way_out(access, actor, has_ended=bool(fingerprint)))

    async def _identify(self, root: BaseState) -> tuple[Actor | None, str]:
        fingerprint = fingerprint_in(root.router_data)
        address = str(root.router_data.get("ip", ""))[:MAX_ADDRESS_LENGTH]
        actor = await rx.run_in_thread(lambda: _look_up(fingerprint, address)) if fingerprint else None
        _current_address.set(address)
        _current_actor.set(actor)
        return actor, fingerprint


async def _claim(root: BaseState, owner: str) -> bool:
    """Make the tab's state this session's, empty if it was another's. States not loaded yet are loaded
    first: a reset passes over them. Tells whether anything was thrown away."""
    session_state = await root.get_state(SessionState)
    if session_state._owner == owner:
        return False
    for state in _all_states(rx.State):
        await root.get_state(state)
    root.reset()
    session_state._owner = owner
    return True


def _all_states(state: type[BaseState]) -> Iterator[type[BaseState]]:
    yield state
    for substate in state.get_substates():
        yield from _all_states(substate)


async def _wiped(root: BaseState) -> dict[str, Any]:
    """The empty values, for the screen: a refused call must not leave another's data there."""
    delta = await root._get_resolved_delta()
    root._clean()
    return dict(delta)


def _reason_to_refuse(access: Access | None, actor: Actor | None, event: Event) -> str:
    if access is None or not is_open(access, actor.kind if actor else ""):
        return "access"
    return "" if _is_well_formed(event) else "arguments"


def _is_well_formed(event: Event) -> bool:
    handler = RegistrationContext.get().event_handlers[event.name].handler.fn
    has_storage = (
        isinstance(event.payload, dict) and event.name in _FRAMEWORK_HANDLERS and event.payload.get("vars")
    )
    return not has_storage and arguments_fit(handler, event.payload)


def _way_out(access: Access | None, actor: Actor | None, *, has_ended: bool) -> list[Event]:
    """Nobody is shown the sign-in page, and told when a session has ended; every other refusal is silent."""
    if actor is not None or access not in (Access.SUBSCRIBER, Access.PASSWORD, Access.STAFF):
        return []
    return Event.from_event_type(rx.redirect(routes.LOGIN_AFTER_END if has_ended else routes.LOGIN))


def undeclared_handlers() -> list[str]:
    """Handlers nobody declared, the framework's deliberately closed ones aside."""
    return [
        name
        for name in RegistrationContext.get().event_handlers
        if access_of(name) is None and not name.endswith(_CLOSED)
    ]
