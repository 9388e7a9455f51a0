"""Page and endpoint addresses: the only place that spells them."""

HOME = "/"
LOGIN = "/login"
LOGIN_AFTER_END = "/login?expired=1"
DASHBOARD = "/dashboard"
READINGS = "/readings"
CONSULT = "/consult"
PROFILE = "/profile"
TARIFFS = "/tariffs"
STYLEGUIDE = "/styleguide"
AGREEMENT = "/agreement"

SESSION_OPEN = "/session/open"
SESSION_CLOSE = "/session/close"
HEALTH = "/healthz"
ENVIRONMENT_STYLES = "/environment.css"

# Answered by our own routes; the hot-reloading server of `make dev` passes them on.
SERVER_PATHS = ("/session", HEALTH, ENVIRONMENT_STYLES)

PUBLIC_PAGES = (HOME, LOGIN, TARIFFS, CONSULT, AGREEMENT)
PRIVATE_PAGES = (DASHBOARD, READINGS, PROFILE)
DEMO_PAGES = (STYLEGUIDE,)
