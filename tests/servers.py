"""Real servers beside the portal: Redis for what its processes share, nginx in front of them."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from avk_app.gateways.redis import is_redis_up
from tests.databases import ROOT, free_port
from tests.needs import is_missing

PATIENCE_SECONDS = 20
EXAMPLE = ROOT / "docs" / "nginx.conf"


@contextmanager
def running_redis(folder: Path, port: int = 0) -> Iterator[str]:
    """The address of a Redis that keeps nothing on the disk; on a given port to come back there."""
    port = port or free_port()
    url = f"redis://127.0.0.1:{port}/0"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with _running([_program("redis-server", "redis-server"), *options], folder / "redis.log") as process:
        _wait_for_redis(url, process)
        yield url


def contents_of(redis_url: str) -> bytes:
    """Every key of it and what it holds, one after another."""
    with Redis.from_url(redis_url) as redis:
        return b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())


@contextmanager
def running_nginx(folder: Path, port: int, backends: list[int]) -> Iterator[None]:
    """The example of the operator's guide, with a certificate of its own, in front of these ports."""
    program = _program("nginx", "nginx-light")
    _make_certificate(folder)
    (folder / "portal.conf").write_text(_example_for(folder, port, backends))
    main = f"daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}}\n"
    main += f"http {{ access_log off; client_body_temp_path {folder}; include {folder}/portal.conf; }}\n"
    (folder / "nginx.conf").write_text(main)
    with _running([program, "-c", str(folder / "nginx.conf")], folder / "nginx.log"):
        yield


def _example_for(folder: Path, port: int, backends: list[int]) -> str:
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "lk.example.ru;": "localhost;",
        "/etc/ssl/lk.example.ru": f"{folder}/site",
        "127.0.0.1:3001": f"127.0.0.1:{backends[0]}",
        "127.0.0.1:3002": f"127.0.0.1:{backends[1]}",
    }
    text = EXAMPLE.read_text()
    for theirs, ours in changes.items():
        assert theirs in text
        text = text.replace(theirs, ours)
    return text


def _make_certificate(folder: Path) -> None:
    names = ["-subj", "/CN=localhost", "-keyout", f"{folder}/site.key", "-out", f"{folder}/site.pem"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def _running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("a") as words:
        process = subprocess.Popen(command, stdout=words, stderr=words)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait_for_redis(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_redis_up(url):
        assert process.poll() is None, "Redis stopped while starting"
        assert time.monotonic() < deadline, "Redis did not start"
        time.sleep(0.05)


def _program(name: str, package: str) -> str:
    """Debian keeps servers in a folder that only root searches."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") or is_missing(name, package)
