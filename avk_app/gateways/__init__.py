"""The outside world behind Protocols: mail, passwords."""
