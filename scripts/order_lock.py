"""The framework writes this file's keys in another order from time to time: one order, no false changes."""

import json
from pathlib import Path

path = Path("reflex.lock/package.json")
path.write_text(json.dumps(json.loads(path.read_text()), indent=2, sort_keys=True) + "\n")
