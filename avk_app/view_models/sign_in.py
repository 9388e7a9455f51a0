"""What the sign-in card says after an attempt. Help is made of what was typed and of nothing else."""

from avk_app.domain.names import (
    has_latin_letters,
    has_russian_letters,
    looks_like_wrong_layout,
    switch_layout,
    switch_layout_to_latin,
)
from avk_app.errors import DomainError, TooManyAttempts
from avk_app.texts import sign_in as texts


def notice_of(refusal: DomainError, failed: str) -> str:
    """How long to wait, or the neutral sentence of this way to sign in."""
    return texts.wait(refusal.retry_after_seconds) if isinstance(refusal, TooManyAttempts) else failed


def suggested_surname(typed: str) -> str:
    """The surname that the same keys give on the Russian layout; "" when that helps nothing."""
    return switch_layout(typed.strip()) if looks_like_wrong_layout(typed) else ""


def suggested_login(typed: str) -> str:
    """The login that the same keys give on the Latin layout; "" when that helps nothing."""
    switched = switch_layout_to_latin(typed.strip())
    return switched if has_russian_letters(typed) and switched.isascii() else ""


def surname_help(typed: str) -> str:
    """A hint about letters that no suggestion can put right."""
    is_mixed = has_latin_letters(typed) and has_russian_letters(typed)
    return texts.MIXED_LETTERS if is_mixed else ""


def password_help(password: str) -> str:
    """A hint about a layout that nobody sees behind the dots of a password."""
    return texts.IN_RUSSIAN_LETTERS if has_russian_letters(password) else ""
