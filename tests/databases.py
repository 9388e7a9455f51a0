"""Databases for tests: migrations, and a private PostgreSQL cluster in a temporary folder."""

import atexit
import functools
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from alembic.config import Config

from alembic import command
from tests.needs import is_missing

ROOT = Path(__file__).resolve().parent.parent
CLUSTER_USER = "nobody"
_IN_A_HURRY = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
"""Tests prove nothing about power cuts: their cluster is thrown away with the process that started it."""


def migrate_to_head(url: str) -> None:
    command.upgrade(alembic_config(url), "head")


def alembic_config(url: str) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _tool(name: str) -> str | None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else shutil.which(name)


def postgres_url(_factory: pytest.TempPathFactory, *, is_durable: bool = False) -> str:
    """A fresh database in this process's cluster. Skips where PostgreSQL is missing, fails under CI.

    Durable is what measures must be: what was committed outlives a power cut.
    """
    if _tool("initdb") is None:
        is_missing("PostgreSQL", "postgresql")
    port = _start_cluster(is_durable=is_durable)
    name = f"test_{os.urandom(4).hex()}"
    _run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "avk", name)
    return f"postgresql+psycopg://avk@127.0.0.1:{port}/{name}"


def copy_database(url: str, folder: Path) -> str:
    """A copy of a database that nobody is connected to; a file's name or a database's is new."""
    if url.startswith("sqlite"):
        copy = folder / "copy.db"
        shutil.copyfile(url.removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}"
    server, _slash, template = url.rpartition("/")
    port, name = server.rpartition(":")[2], f"copy_{os.urandom(4).hex()}"
    _run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "avk", "-T", template, name)
    return f"{server}/{name}"


@functools.cache
def _start_cluster(*, is_durable: bool) -> int:
    """PostgreSQL refuses to run as root: the cluster belongs to another user then."""
    folder = Path(tempfile.mkdtemp(prefix="avk-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, CLUSTER_USER)
    port = free_port()
    data = str(folder / "data")
    _stop_with_this_process(data, folder)
    _run(
        "initdb",
        "-D",
        data,
        "-U",
        "avk",
        "--auth=trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C.UTF-8",
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60"
    options += "" if is_durable else f" {_IN_A_HURRY}"
    _run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    return port


def _stop_with_this_process(data: str, folder: Path) -> None:
    """A shell waits for the end of its input, which comes however this process ends, killed included."""
    stop = 'read -r _; "$1" -D "$2" -m immediate stop; rm -rf "$3"'
    watcher = subprocess.Popen(
        ["sh", "-c", stop, "sh", _tool("pg_ctl") or "pg_ctl", data, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=_cluster_user(),
        start_new_session=True,
    )
    atexit.register(watcher.communicate)


def _cluster_user() -> str | None:
    return CLUSTER_USER if os.getuid() == 0 else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _run(tool: str, *arguments: str) -> None:
    subprocess.run(
        [_tool(tool) or tool, *arguments],
        check=True,
        user=_cluster_user(),
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOME": "/"},
    )
