"""Tickets (заявки): the number that a person is told."""

_DIGITS = 6


def consultation_number(year: int, ticket_id: int) -> str:
    """«К-2026-000123»: short enough to say on the phone. The letter is the Russian one."""
    return f"К-{year}-{ticket_id:0{_DIGITS}d}"
