"""The stylesheets of the design system, in the order the browser reads them."""

STYLESHEETS = [
    "/design/tokens.css",
    "/design/base.css",
    "/design/parts.css",
    "/design/year.css",
    "/design/bill.css",
    "/design/history.css",
    "/design/payments.css",
]
