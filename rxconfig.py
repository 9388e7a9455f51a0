"""What Reflex reads: the app's name, the style compiler, and the fix-ups after a build."""

import reflex as rx

from avk_app.web.frontend_build import DevelopmentProxy, FrontendFixes

config = rx.Config(
    app_name="avk_app",
    app_module_import="avk_app.avk_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["gzip", "brotli"],
    # For one process; with AVK_REDIS_URL `serve` says redis instead.
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    plugins=[rx.plugins.TailwindV4Plugin(), DevelopmentProxy(), FrontendFixes()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
