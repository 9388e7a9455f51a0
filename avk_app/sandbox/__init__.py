"""An embedded stand-in for the payment provider: its API, its hosted page, its webhooks, and its failures.

It stands for the outside world: it knows nothing of the portal, and the portal reaches it over HTTP only.
"""

from avk_app.sandbox.app import run_webhooks, sandbox_app
from avk_app.sandbox.faults import AnswerFault, Switch, WebhookFault
from avk_app.sandbox.settings import SandboxSettings

__all__ = ["AnswerFault", "SandboxSettings", "Switch", "WebhookFault", "run_webhooks", "sandbox_app"]
