"""Page and endpoint addresses: the only place that spells them."""

HOME = "/"
LOGIN = "/login"
DASHBOARD = "/dashboard"
READINGS = "/readings"
CONSULT = "/consult"
PROFILE = "/profile"
STYLEGUIDE = "/styleguide"

SESSION_OPEN = "/session/open"
SESSION_CLOSE = "/session/close"
HEALTH = "/healthz"
AGREEMENT = "/agreement"
