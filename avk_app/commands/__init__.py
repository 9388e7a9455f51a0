"""The bodies of the operator's commands, one module a group."""
