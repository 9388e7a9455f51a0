"""What the profile says: names of folders, refusals, sessions."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from avk_app.config import PROJECT_DIR, Settings
from avk_app.errors import DomainError, NotAllowed, NotFound, TooManyAttempts
from avk_app.letters.profile import code_letter
from avk_app.models.codes import CodePurpose
from avk_app.models.sessions import SessionKind
from avk_app.services.codes import Outcome, Verdict
from avk_app.services.session_list import OpenSession
from avk_app.texts import profile as texts
from avk_app.view_models.profile import outbox_folder, outcome_problems, refusal_text, session_rows


def test_the_demo_names_the_folder_of_letters_from_the_project() -> None:
    assert outbox_folder(Settings(data_dir=PROJECT_DIR / "var")) == "var/outbox"
    assert outbox_folder(Settings(data_dir=Path("/elsewhere"))) == "/elsewhere/outbox"


def test_where_letters_are_really_sent_no_folder_is_named() -> None:
    assert outbox_folder(Settings(smtp_url="smtp://localhost")) == ""


@pytest.mark.parametrize("purpose", list(CodePurpose))
def test_every_code_says_what_it_is_for(purpose: CodePurpose) -> None:
    letter = code_letter(purpose, "anna@example.ru", "123456", 15)
    assert "Код подтверждения: 123456" in letter.body
    assert "123456" not in letter.subject


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        (NotAllowed("email_on_file"), texts.NEEDS["email_on_file"]),
        (NotAllowed("something new"), texts.ACCOUNT_GONE),
        (NotFound("account"), texts.ACCOUNT_GONE),
        (TooManyAttempts(61), "Слишком много попыток. Подождите 2\u00a0минуты и попробуйте ещё раз."),
    ],
)
def test_a_refusal_says_what_to_do(refusal: DomainError, text: str) -> None:
    assert refusal_text(refusal) == text


@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_outcome_blames_a_field_or_went_through(verdict: Verdict) -> None:
    problems = outcome_problems(Outcome(verdict, tries_left=1), "code", "password")
    went_through = verdict in (Verdict.DONE, Verdict.CODE_SENT)
    assert [problem.field for problem in problems] == (
        [] if went_through else ["password"] if verdict is Verdict.WRONG_PASSWORD else ["code"]
    )


def test_a_session_says_how_and_when_on_the_citys_clocks() -> None:
    seen = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
    opened = OpenSession(
        7, SessionKind.SURNAME, "Chrome, Android", "95.167.•.•", seen, seen, is_current=False
    )
    (row,) = session_rows([opened], date(2026, 11, 22))
    assert row.details == "по фамилии · 95.167.•.• · последний раз сегодня в\u00a014:05"
    assert row.end_label == "Закрыть вход: Chrome, Android, сегодня в\u00a014:05"
