"""The most memory that a process and those it started held at one moment."""

from pathlib import Path
from threading import Event, Thread

_EVERY_SECONDS = 0.1


class PeakMemory:
    """Adds up resident sets ten times a second; pages that processes share count for each of them."""

    def __init__(self, process_id: int) -> None:
        self.peak_bytes = 0
        self._process_id = process_id
        self._is_over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(_EVERY_SECONDS):
            self.peak_bytes = max(self.peak_bytes, _resident_bytes(self._process_id))


def _resident_bytes(process_id: int) -> int:
    try:
        status = Path(f"/proc/{process_id}/status").read_text()
        children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    except OSError:
        return 0
    own = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0 kB")
    return int(own.split()[1]) * 1024 + sum(_resident_bytes(int(child)) for child in children)
