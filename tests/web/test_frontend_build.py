"""The settings of the hot-reloading server: our own routes are passed on."""

import pytest

from avk_app import routes
from avk_app.web.frontend_build import add_proxy


def test_our_routes_are_passed_on() -> None:
    config = add_proxy("export default {\n  server: {\n    port: 1,\n  },\n};")
    assert all(path in config for path in routes.SERVER_PATHS)
    assert config.count("proxy") == 1


def test_a_config_of_another_shape_fails_the_build() -> None:
    with pytest.raises(RuntimeError):
        add_proxy("export default {};")
