"""A meter that is verified again keeps the verification before: past months are charged by it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.metering import Verification
from avk_app.models import Meter, PastVerification


def record_verifications(session: Session, verified: Sequence[tuple[int, Verification]]) -> None:
    """Put each meter's new verification on it. One that is not newer than the known one changes nothing.

    Authorisation is the caller's.
    """
    new = dict(verified)
    meters = session.exec(select(Meter).where(col(Meter.id).in_(new))).all()
    for meter in meters:
        verification = new[meter.id or 0]
        if verification.verified_on <= meter.verified_on:
            continue
        session.add(
            PastVerification(
                meter_id=meter.id or 0,
                verified_on=meter.verified_on,
                due_on=meter.verification_due_on,
                superseded_at=clock.now(),
            )
        )
        meter.verified_on, meter.verification_due_on = verification
    session.flush()
