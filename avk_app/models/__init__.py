"""SQLModel tables, one module an aggregate. Migrations are the only way the schema changes."""

from avk_app.models.accounts import Account, Premise, Registration
from avk_app.models.audit import AuditRecord
from avk_app.models.autopay import Autopay, AutopayNotice
from avk_app.models.billing import Bill, BillingError, BillingRun, ChargeLine
from avk_app.models.checkouts import Checkout, PaymentDifference, ProviderEvent
from avk_app.models.codes import ConfirmationCode
from avk_app.models.interruptions import Interruption
from avk_app.models.ledger import LedgerEntry, LedgerSeal
from avk_app.models.letters import Letter
from avk_app.models.meters import Meter, PastVerification
from avk_app.models.office_payments import OfficePayment
from avk_app.models.payments import Payment, PaymentFee, Refund
from avk_app.models.policy import PolicyRule
from avk_app.models.readings import Reading, ReadingSubmission
from avk_app.models.receipts import Receipt
from avk_app.models.sessions import SignInAttempt, SignInTicket, UserSession
from avk_app.models.statements import BankStatementLine
from avk_app.models.tariffs import Norm, TariffRate
from avk_app.models.tickets import Consent, Ticket
from avk_app.models.users import User, UserAccount

__all__ = [
    "Account",
    "AuditRecord",
    "Autopay",
    "AutopayNotice",
    "BankStatementLine",
    "Bill",
    "BillingError",
    "BillingRun",
    "ChargeLine",
    "Checkout",
    "ConfirmationCode",
    "Consent",
    "Interruption",
    "LedgerEntry",
    "LedgerSeal",
    "Letter",
    "Meter",
    "Norm",
    "OfficePayment",
    "PastVerification",
    "Payment",
    "PaymentDifference",
    "PaymentFee",
    "PolicyRule",
    "Premise",
    "ProviderEvent",
    "Reading",
    "ReadingSubmission",
    "Receipt",
    "Refund",
    "Registration",
    "SignInAttempt",
    "SignInTicket",
    "TariffRate",
    "Ticket",
    "User",
    "UserAccount",
    "UserSession",
]
