"""The law and the utility's rules as pure functions: no database, no clock, no framework."""
