"""The letter that brings a receipt, in the transaction that made the receipt what it is."""

from sqlmodel import Session

from avk_app.config import get_settings
from avk_app.letters.receipt import receipt_letter
from avk_app.services.letters import queue_letter
from avk_app.services.receipt_document import load_receipt


def queue_receipt_letter(session: Session, receipt_id: int) -> None:
    """Queue the letter to the account's e-mail of the day of the receipt, if there is one."""
    document = load_receipt(session, receipt_id)
    if document.buyer_email:
        letter = receipt_letter(document, get_settings().origin)
        queue_letter(session, document.buyer_email, letter.subject, letter.body)
