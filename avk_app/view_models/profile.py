"""What the profile sends to the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from avk_app import clock
from avk_app.config import PROJECT_DIR, Settings
from avk_app.domain.account_numbers import format_account_number
from avk_app.errors import DomainError, NotAllowed, TooManyAttempts
from avk_app.models.sessions import SessionKind
from avk_app.services.codes import Outcome, Verdict
from avk_app.services.profile import Profile
from avk_app.services.session_list import OpenSession
from avk_app.texts import profile as texts
from avk_app.texts.russian import format_moment
from avk_app.view_models.forms import FieldError


@dataclass(frozen=True)
class ProfileView:
    """Finished strings; `outbox` names the folder of letters in the demo, "" otherwise."""

    account_number: str = ""
    email: str = ""
    phone: str = ""
    login: str = ""
    is_by_surname: bool = False
    is_owner: bool = False
    has_login: bool = False
    has_email: bool = False
    outbox: str = ""


@dataclass(frozen=True)
class SessionRow:
    """One open session. `end_label` names it to a screen reader."""

    session_id: int
    device: str
    details: str
    end_label: str
    is_current: bool


def profile_view(profile: Profile, settings: Settings) -> ProfileView:
    """Contacts that are missing say so."""
    return ProfileView(
        account_number=format_account_number(profile.account_number),
        email=profile.email or texts.NOT_GIVEN_EMAIL,
        phone=profile.phone or texts.NOT_GIVEN_PHONE,
        login=profile.login,
        is_by_surname=profile.is_by_surname,
        is_owner=profile.is_owner,
        has_login=profile.has_login,
        has_email=bool(profile.email),
        outbox=outbox_folder(settings),
    )


def outbox_folder(settings: Settings) -> str:
    """Where the demo's letters lie, as seen from the project's folder; "" when they are really sent."""
    if settings.is_production or settings.smtp_url.get_secret_value():
        return ""
    folder = settings.outbox_dir
    return str(folder.relative_to(PROJECT_DIR)) if folder.is_relative_to(PROJECT_DIR) else str(folder)


def session_rows(sessions: Sequence[OpenSession], today: date) -> list[SessionRow]:
    """One row a session, in the order given."""
    return [_session_row(opened, today) for opened in sessions]


def _session_row(opened: OpenSession, today: date) -> SessionRow:
    moment = format_moment(clock.to_city(opened.last_seen_at), today)
    how = texts.BY_SURNAME if opened.kind is SessionKind.SURNAME else ""
    details = " · ".join(filter(None, (how, opened.address, texts.SEEN.format(moment=moment))))
    end_label = texts.END_SESSION_OF.format(device=opened.device, moment=moment)
    return SessionRow(opened.session_id, opened.device, details, end_label, opened.is_current)


def refusal_text(refusal: DomainError) -> str:
    """The sentence for what no single field is to blame for."""
    if isinstance(refusal, TooManyAttempts):
        return texts.wait(refusal.retry_after_seconds)
    if isinstance(refusal, NotAllowed):
        return texts.NEEDS.get(refusal.needs, texts.ACCOUNT_GONE)
    return texts.ACCOUNT_GONE


def outcome_problems(outcome: Outcome, code_field: str, password_field: str) -> list[FieldError]:
    """What an outcome says about a field of its form; nothing when it went on."""
    if outcome.verdict is Verdict.WRONG_CODE:
        return [FieldError(code_field, texts.wrong_code(outcome.tries_left))]
    if outcome.verdict is Verdict.DEAD_CODE:
        return [FieldError(code_field, texts.DEAD_CODE)]
    if outcome.verdict is Verdict.WRONG_PASSWORD:
        return [FieldError(password_field, texts.WRONG_PASSWORD)]
    return []
