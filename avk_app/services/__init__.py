"""Use cases: (session, actor, command) -> frozen result. The only code that authorises and queries."""
