"""The one way an audit record is written."""

from sqlalchemy import insert
from sqlmodel import Session

from avk_app import clock
from avk_app.models import AuditRecord
from avk_app.services.access import Actor

_APPEND = insert(AuditRecord)


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    entity: str,
    entity_id: int | None,
    details: str = "",
) -> None:
    """Append who did what, in the caller's transaction. `details` never holds personal data."""
    session.connection().execute(
        _APPEND,
        {
            "happened_at": clock.now(),
            "session_id": actor.session_id if actor else None,
            "user_id": actor.user_id if actor else None,
            "action": action,
            "entity": entity,
            "entity_id": entity_id,
            "details": details,
        },
    )
