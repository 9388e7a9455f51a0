"""How much harder than usual the storms blow: `make soak` sets AVK_SOAK."""

import os

FACTOR = int(os.environ.get("AVK_SOAK", "1"))
