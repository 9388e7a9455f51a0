"""Migrations make exactly the schema of the models, and run down and up again with data in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import SchemaItem
from sqlmodel import Session, SQLModel, col, func, select

from alembic import command
from avk_app.models import Account, Autopay, Interruption, Meter, OfficePayment, Reading
from avk_app.models.autopay import AutopayStatus
from avk_app.models.office_payments import OfficeMeans
from avk_app.models.payments import PaymentChannel
from avk_app.models.readings import ReadingStatus
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.ledger import receive_payment
from tests.bills import OCTOBER, charge, make_metered_home, make_rules
from tests.conftest import DIALECTS
from tests.databases import alembic_config, migrate_to_head, postgres_url
from tests.dry_houses import make_interruption
from tests.factories import make_account, make_meter, make_reading, make_user

AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrations.db'}"
    return postgres_url(tmp_path_factory)


@pytest.fixture
def own_engine(url: str) -> Iterator[Engine]:
    """A migrated database of this test's own."""
    migrate_to_head(url)
    built = build_engine(url)
    yield built
    built.dispose()


def _differences(engine: Engine) -> list[tuple[SchemaItem, ...]]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def test_migrations_make_the_schema_of_the_models(own_engine: Engine) -> None:
    assert _differences(own_engine) == [], "change alembic/versions together with the models"


def _fill(engine: Engine) -> None:
    with transaction(engine) as session:
        account = make_account(session)
        make_meter(session, account)
        make_user(session, account)


def test_migrations_run_down_and_up_again_with_data(url: str, own_engine: Engine) -> None:
    _fill(own_engine)
    command.downgrade(alembic_config(url), "base")
    assert inspect(own_engine).get_table_names() == ["alembic_version"]
    migrate_to_head(url)
    _fill(own_engine)
    with reading(own_engine) as session:
        assert session.exec(select(func.count()).select_from(Meter)).one() == 1


def _owners_of_lines(engine: Engine, query: str) -> list[tuple[int, int]]:
    with reading(engine) as session:
        return [(line, account) for line, account in session.connection().execute(text(query))]


def test_lines_of_bills_find_their_account_in_either_schema_and_stay_final(
    url: str, own_engine: Engine
) -> None:
    with transaction(own_engine) as session:
        make_rules(session)
        for account in (make_metered_home(session)[0], make_metered_home(session)[0]):
            charge(session, account, OCTOBER)
    by_bills = "SELECT line.id, account_id FROM charge_line AS line JOIN bill ON bill.id = bill_id ORDER BY 1"
    owners = _owners_of_lines(own_engine, by_bills)
    command.downgrade(alembic_config(url), "0014")
    assert _owners_of_lines(own_engine, "SELECT id, account_id FROM charge_line ORDER BY 1") == owners
    for revision in ("0014", "head"):
        command.upgrade(alembic_config(url), revision)
        for change in ("UPDATE charge_line SET amount_kopecks = 1", "DELETE FROM charge_line"):
            with pytest.raises(DBAPIError, match="posted rows are final"), transaction(own_engine) as session:
                session.connection().execute(text(change))
    if own_engine.dialect.name == "sqlite":
        with pytest.raises(DBAPIError, match="posted rows are final"), transaction(own_engine) as session:
            session.connection().execute(text("REPLACE INTO charge_line SELECT * FROM charge_line"))
    assert _owners_of_lines(own_engine, by_bills) == owners != []


def test_what_was_withdrawn_is_not_credited_by_the_schema_that_cannot_say_so(
    url: str, own_engine: Engine
) -> None:
    with transaction(own_engine) as session:
        account = make_account(session)
        withdrawn = {"withdrawn_at": datetime(2026, 10, 5, tzinfo=UTC), "withdrawn_reason": "не то время"}
        for hours, values in ((24, withdrawn), (14, {})):
            make_interruption(session, account, datetime(2026, 9, 20, tzinfo=UTC), hours, **values)
    command.downgrade(alembic_config(url), "0015")
    command.upgrade(alembic_config(url), "head")
    with reading(own_engine) as session:
        assert session.exec(select(Interruption.ended_at)).one() == datetime(2026, 9, 20, 14, tzinfo=UTC)


def test_keys_of_an_office_are_told_apart_by_the_schema_that_wants_each_once(
    url: str, own_engine: Engine
) -> None:
    with transaction(own_engine) as session:
        account = make_account(session)
        for cashier in (make_user(session), make_user(session)):
            posted = receive_payment(session, account.id or 0, PaymentChannel.OFFICE, 1_00, date(2026, 11, 1))
            session.add(
                OfficePayment(
                    payment_id=posted.id,
                    cashier_id=cashier.id or 0,
                    means=OfficeMeans.CASH,
                    office="",
                    key="17",
                    taken_on=date(2026, 11, 1),
                )
            )
    command.downgrade(alembic_config(url), "0015")
    command.upgrade(alembic_config(url), "head")
    with reading(own_engine) as session:
        keys = session.exec(select(OfficePayment.key).order_by(col(OfficePayment.payment_id))).all()
    assert keys == ["17", "payment-2"]


def _add_autopay(session: Session, key: str, forgotten_at: datetime | None) -> None:
    account = make_account(session)
    session.add(
        Autopay(
            key=key,
            account_id=account.id or 0,
            status=AutopayStatus.OFF,
            pay_on_day=5,
            first_period=OCTOBER.code,
            limit_kopecks=2_000_00,
            customer_id="cus_1",
            method_id="pm_1",
            card_brand="visa",
            card_last4="4242",
            user_id=make_user(session, account).id or 0,
            session_id=1,
            consent_version="2026-11",
            consent_address="",
            created_at=AT,
            setup_expires_at=AT,
            forgotten_at=forgotten_at,
        )
    )


def test_of_cards_that_were_forgotten_before_nothing_is_kept(url: str, own_engine: Engine) -> None:
    with transaction(own_engine) as session:
        _add_autopay(session, "kept", None)
        _add_autopay(session, "forgotten", AT)
    command.downgrade(alembic_config(url), "0015")
    migrate_to_head(url)
    with reading(own_engine) as session:
        known = select(Autopay.customer_id, Autopay.method_id, Autopay.card_brand, Autopay.card_last4)
        rows = session.exec(known.order_by(col(Autopay.id))).all()
    assert [tuple(row) for row in rows] == [("cus_1", "pm_1", "visa", "4242"), ("", "", "", "")]


def test_migrating_twice_changes_nothing(url: str, own_engine: Engine) -> None:
    _fill(own_engine)
    migrate_to_head(url)
    with reading(own_engine) as session:
        assert session.exec(select(func.count()).select_from(Account)).one() == 1


def test_replaced_readings_keep_what_they_were(url: str, own_engine: Engine) -> None:
    with transaction(own_engine) as session:
        meter = make_meter(session, make_account(session))
        for flags in ("", "late", "high late"):
            make_reading(session, meter, OCTOBER, 1_000, status=ReadingStatus.REPLACED, flags=flags)
        make_reading(session, meter, OCTOBER, 2_000)
    command.downgrade(alembic_config(url), "0015")
    migrate_to_head(url)
    with reading(own_engine) as session:
        stood_as = session.exec(select(Reading.stood_as).order_by(col(Reading.id))).all()
    assert stood_as == ["accepted", "accepted", "under_review", None]
