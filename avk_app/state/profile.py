"""The profile's state: what is on file, as this session may see it."""

import reflex as rx

from avk_app.config import get_settings
from avk_app.domain.access import Access
from avk_app.errors import DomainError
from avk_app.services.profile import get_profile
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.view_models.profile import ProfileView, profile_view, refusal_text


class ProfileState(rx.State):
    """Empty until loaded: the page is prerendered and its skeleton is public."""

    is_loaded: bool = False
    problem: str = ""
    view: ProfileView = ProfileView()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        """Show what is on file now."""
        actor = require_actor()
        self.view, self.problem = ProfileView(), ""
        try:
            profile = await run_service(lambda session: get_profile(session, actor))
        except DomainError as refusal:
            self.problem = refusal_text(refusal)
        else:
            self.view = profile_view(profile, get_settings())
        self.is_loaded = True
