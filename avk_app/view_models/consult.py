"""What the consultation page shows after a request was taken."""

from dataclasses import dataclass

from avk_app.services.consultations import ConsultationReceipt
from avk_app.texts import consult as texts


@dataclass(frozen=True)
class ConsultationTaken:
    """The ticket's number and who will be called; both "" before anything was sent."""

    number: str
    will_call: str


NOTHING_TAKEN = ConsultationTaken("", "")


def taken(receipt: ConsultationReceipt) -> ConsultationTaken:
    """The confirmation of one request."""
    return ConsultationTaken(receipt.number, texts.will_call(receipt.phone))
