"""Page and endpoint addresses: the only place that spells them."""

HOME = "/"
LOGIN = "/login"
LOGIN_AFTER_END = "/login?expired=1"
DASHBOARD = "/dashboard"
READINGS = "/readings"
HISTORY = "/history"
CONSULT = "/consult"
PROFILE = "/profile"
BILL = "/bill"
BILL_VERIFY = "/bill/verify"
RECEIPT = "/receipt"
RECEIPT_VERIFY = "/receipt/verify"
TARIFFS = "/tariffs"
PAYMENTS = "/payments"
AUTOPAY = "/payments/autopay"
PAYMENT_RETURN = "/payments/return"
PAYMENT_CANCEL = "/payments/cancel"
STYLEGUIDE = "/styleguide"
AGREEMENT = "/agreement"

BILL_PDF = "/bill/pdf"
RECEIPT_PDF = "/receipt/pdf"
HISTORY_FILES = "/history/file"
PAYMENT_GO = "/payments/go"
AUTOPAY_GO = "/payments/autopay/go"
PAYMENT_SLIP = "/payments/slip"
PAYMENT_MESSAGES = "/webhooks/payments"
SANDBOX = "/sandbox"
SESSION_OPEN = "/session/open"
SESSION_CLOSE = "/session/close"
HEALTH = "/healthz"
ENVIRONMENT_STYLES = "/environment.css"

# Answered by our own routes; the hot-reloading server of `make dev` passes them on.
SERVER_PATHS = (
    "/session",
    BILL_PDF,
    RECEIPT_PDF,
    HISTORY_FILES,
    PAYMENT_GO,
    AUTOPAY_GO,
    PAYMENT_SLIP,
    PAYMENT_MESSAGES,
    SANDBOX,
    HEALTH,
    ENVIRONMENT_STYLES,
)

PUBLIC_PAGES = (HOME, LOGIN, TARIFFS, CONSULT, AGREEMENT, BILL_VERIFY, RECEIPT_VERIFY)
PRIVATE_PAGES = (
    DASHBOARD,
    READINGS,
    HISTORY,
    PROFILE,
    BILL,
    RECEIPT,
    PAYMENTS,
    PAYMENT_RETURN,
    PAYMENT_CANCEL,
    AUTOPAY,
)
DEMO_PAGES = (STYLEGUIDE,)
