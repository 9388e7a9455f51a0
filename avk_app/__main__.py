"""`python -m avk_app`: the operator's commands."""

from avk_app.cli import main

main()
