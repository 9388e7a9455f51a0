"""Errors travel between processes and into logs without losing what they carry."""

import pickle

import pytest

from avk_app.errors import (
    AvkError,
    DomainError,
    FieldProblem,
    GatewayError,
    InvalidInput,
    NotAllowed,
    NotFound,
    TooManyAttempts,
)

EXPECTED = [
    NotFound("account"),
    NotAllowed("password"),
    TooManyAttempts(retry_after_seconds=30),
    InvalidInput((FieldProblem("surname", "required"),)),
]


@pytest.mark.parametrize("error", EXPECTED, ids=lambda error: type(error).__name__)
def test_a_domain_error_survives_pickling(error: DomainError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert vars(copy) == vars(error)
    assert type(copy) is type(error)


@pytest.mark.parametrize("error", EXPECTED, ids=lambda error: type(error).__name__)
def test_a_domain_error_says_in_the_log_what_it_carries(error: DomainError) -> None:
    assert all(repr(value) in repr(error) for value in vars(error).values())


def test_a_gateway_error_survives_pickling() -> None:
    copy = pickle.loads(pickle.dumps(GatewayError("no answer", is_retryable=True)))
    assert copy.is_retryable
    assert str(copy) == "no answer"


def test_every_error_can_be_raised_and_caught_as_ours() -> None:
    for error in EXPECTED:
        with pytest.raises(AvkError):
            raise error
