"""What the profile shows: contacts as this session may see them, and what can be changed here."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from avk_app.domain.masking import mask_email, mask_phone
from avk_app.domain.phones import format_phone
from avk_app.models import Account, User
from avk_app.models.sessions import SessionKind
from avk_app.services.access import Actor, get_own_account
from avk_app.services.credentials import has_owner
from avk_app.services.managed_account import may_change_account


@dataclass(frozen=True)
class Profile:
    """`email` and `phone` are masked in a surname session. `has_login`: the account's owner has one."""

    account_number: str
    email: str
    phone: str
    login: str
    is_by_surname: bool
    is_owner: bool
    has_login: bool


def get_profile(session: Session, actor: Actor) -> Profile:
    """The profile of the account the session looks at. Raises NotFound."""
    account = get_own_account(session, actor)
    user = session.get(User, actor.user_id) if actor.user_id else None
    owned = select(Account.id).where(col(Account.id) == account.id, may_change_account(actor))
    return Profile(
        account_number=account.number,
        email=mask_email(account.email) if actor.is_masked else account.email,
        phone=mask_phone(account.phone) if actor.is_masked else format_phone(account.phone),
        login=user.login if user else "",
        is_by_surname=actor.kind is SessionKind.SURNAME,
        is_owner=session.exec(owned).first() is not None,
        has_login=has_owner(session, account),
    )
