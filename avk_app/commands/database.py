"""Commands about the database's schema."""

import typer
from alembic.config import Config

from alembic import command
from avk_app.commands.failures import exit_on_failure
from avk_app.config import PROJECT_DIR, get_settings
from avk_app.services.database import get_engine, transaction
from avk_app.services.rules import are_rates_samples, load_rules
from avk_app.texts import rules as texts


def alembic_config() -> Config:
    """Alembic's settings for this project, pointing at the database of AVK_DATABASE_URL."""
    config = Config(PROJECT_DIR / "alembic.ini")
    config.set_main_option("script_location", str(PROJECT_DIR / "alembic"))
    config.set_main_option("sqlalchemy.url", get_settings().sqlalchemy_url.replace("%", "%%"))
    return config


def migrate() -> None:
    """Bring the database's schema to the newest version and append the rules it misses.

    Tariffs and norms come from avk_app/data/tariffs.csv and norms.csv. The utility's own (no in the last
    column) take the place of the shipped samples while no month is charged. Rows are followed, never edited.
    """
    with exit_on_failure():
        get_engine()
        command.upgrade(alembic_config(), "head")
        with transaction() as session:
            load_rules(session)
            only_samples = are_rates_samples(session)
    if only_samples and get_settings().is_production:
        typer.echo(texts.SAMPLES, err=True)
