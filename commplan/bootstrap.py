"""The environment of `manage.py up` and `manage.py test`: made at the first start, reused ever after.

Standard library only, and readable by an old Python, so that such a one gets a clear line. Everything
that is installed goes into `.venv` beside manage.py, hash-checked against `commplan/requirements/`.
"""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from typing import IO, Dict, Iterator, List, Optional

OLDEST = (3, 11)
# Where packages come from and how to get there is the user's to say (mirrors, proxies, certificates);
# the rest of pip's and uv's variables could put them elsewhere, or change what is installed.
ABOUT_THE_WAY = re.compile(
    "INDEX|FIND_LINKS|HOST|CERT|TLS|PROXY|TIMEOUT|RETRIES|CACHE|OFFLINE|KEYRING|CONFIG|CONCURRENT|LINK_MODE"
)
# What would lead the Python of `.venv` to packages elsewhere.
ASTRAY = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV")


class SetupError(Exception):
    """What stands in the way, in words for the person at the terminal."""


def ensure(root: str, command: str, argv: List[str]) -> None:
    """Come back in an environment fit for the command, become the command in one, or stop with a reason."""
    try:
        check_machine()
        environment = Environment(root)
        is_inside = environment.is_running()
        if is_inside and environment.is_stamped():
            if environment.is_ready(command, exactly=True):
                return
        elif own_environment_has(environment.requirements(command)):
            return
        if not environment.is_ready(command, exactly=is_inside):
            environment.make_ready(command)
        environment.become(argv)
    except SetupError as problem:
        sys.exit("manage.py %s: %s" % (command, problem))
    except OSError as problem:
        sys.exit("manage.py %s: cannot prepare .venv: %s" % (command, problem))
    except KeyboardInterrupt:
        sys.exit(130)


def check_machine() -> None:
    """Refuse what cannot work."""
    if sys.version_info < OLDEST:
        versions = OLDEST + tuple(sys.version_info[:2])
        raise SetupError("CommPlan needs Python %d.%d or newer; this is %d.%d." % versions)
    if sys.platform == "win32":
        raise SetupError("this runs on Linux, macOS and WSL; on Windows itself use Docker Compose.")


def own_environment_has(requirements: str) -> bool:
    """True in an environment that the user made and activated, with every package that the command needs."""
    if sys.prefix == sys.base_prefix:
        return False
    # Lines with a marker hold for some machines only: the packages that every machine needs decide.
    wanted = re.findall(r"^([\w.-]+)(?:\[.*\])?==[^;\n]*$", _read(requirements), re.MULTILINE)
    missing = [name for name in wanted if not _is_installed(name)]
    if missing:
        say("The environment in %s lacks %s: using .venv instead." % (sys.prefix, ", ".join(missing[:3])))
    return not missing


class Environment:
    """The project's `.venv`, with a stamp for each requirements file that it satisfies."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.path = os.path.join(root, ".venv")
        self.python = os.path.join(self.path, "bin", "python")

    def requirements(self, command: str) -> str:
        """The hash-locked list that the command needs."""
        name = "test.txt" if command == "test" else "run.txt"
        return os.path.join(self.root, "commplan", "requirements", name)

    def is_running(self) -> bool:
        """Whether this very Python is that of `.venv`."""
        return os.path.realpath(sys.prefix) == os.path.realpath(self.path)

    def is_stamped(self) -> bool:
        """False for a `.venv` that somebody made by hand: it is theirs."""
        return any(os.path.exists(self._stamp(command)) for command in ("up", "test"))

    def is_ready(self, command: str, exactly: bool = False) -> bool:
        """Whether the stamp is that of today's requirements; exactly: and of the Python that is running."""
        try:
            digest, version = _read(self._stamp(command)).split()
        except (OSError, ValueError):
            return False
        fits = not exactly or version == "%d.%d" % sys.version_info[:2]
        return fits and digest == self._digest(command) and os.access(self.python, os.X_OK)

    def make_ready(self, command: str) -> None:
        """Make or mend `.venv`. One process at a time; what another did meanwhile is not done again."""
        with self._lock() as lock:
            if self.is_ready(command, exactly=self.is_running()):
                return
            # Words in the lock file say that an installation began; they are still there if it was killed.
            is_half_made = bool(lock.read())
            lock.write("unfinished\n")
            lock.flush()
            installer = self._make(is_half_made, lock)
            self._install(command, installer, lock)
            lock.truncate(0)

    def become(self, argv: List[str]) -> None:
        """Start the same command with the Python of `.venv`, in this very process."""
        script = os.path.join(self.root, os.path.basename(argv[0]))
        os.execve(self.python, [self.python, script, *argv[1:]], _clean_environ())

    def _make(self, is_half_made: bool, lock: IO[str]) -> List[str]:
        """See that `.venv` is whole as far as its Python goes; answer the installer to use."""
        uv = _working_uv()
        if not uv and not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            raise SetupError(
                "this Python has no ensurepip, which makes environments. On Debian and Ubuntu: "
                "apt install python3.%d-venv; then run the command again." % sys.version_info[1]
            )
        pip = [self.python, "-I", "-m", "pip"]
        probe = [self.python, "-I", "-c", ""] if uv else [*pip, "--version"]
        if is_half_made or not os.access(self.python, os.X_OK) or not _succeeds(probe):
            say("Making .venv …")
            options = ["--clear", "--without-pip"] if uv else ["--clear"]
            _run([sys.executable, "-I", "-m", "venv", *options, self.path], lock)
        return [uv, "pip", "install", "--python", self.python] if uv else [*pip, "install", "--no-user"]

    def _install(self, command: str, installer: List[str], lock: IO[str]) -> None:
        requirements = self.requirements(command)
        # test.txt holds all of run.txt, in the same versions.
        digests = {name: self._digest(name) for name in {command, "up"}}
        say("Installing the packages of %s into .venv …" % os.path.relpath(requirements, self.root))
        _run([*installer, "--quiet", "--require-hashes", "-r", requirements], lock)
        version = _run([self.python, "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], lock)
        for name, digest in digests.items():
            with open(self._stamp(name), "w", encoding="utf-8") as stamp:
                stamp.write("%s %s\n" % (digest, version))

    def _stamp(self, command: str) -> str:
        return os.path.join(self.path, "commplan-%s.stamp" % command)

    def _digest(self, command: str) -> str:
        return hashlib.sha256(_read(self.requirements(command)).encode()).hexdigest()

    @contextlib.contextmanager
    def _lock(self) -> Iterator[IO[str]]:
        import fcntl  # here, for Windows to get as far as its clear line

        with open(self.path + ".lock", "a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another manage.py is preparing .venv: waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            lock.seek(0)
            yield lock


def say(text: str) -> None:
    """Tell the person at the terminal; standard output is the command's own."""
    print(text, file=sys.stderr, flush=True)


def _run(arguments: List[str], lock: IO[str]) -> str:
    """What the tool printed; its failure is an error that shows it."""
    done = subprocess.run(
        arguments,
        env=_clean_environ(),
        # The tool inherits the lock: should we be killed, nobody else starts while it still writes.
        pass_fds=[lock.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = done.stdout.strip()
    if done.returncode > 0:
        lock.truncate(0)  # it gave up by itself: what it had installed is whole
    if done.returncode:
        command = " ".join(arguments)
        raise SetupError(
            "a step failed; run this again once its reason is gone.\n$ %s\n%s" % (command, output)
        )
    return output


def _succeeds(arguments: List[str]) -> bool:
    try:
        return subprocess.run(arguments, env=_clean_environ(), capture_output=True).returncode == 0
    except OSError:
        return False


def _working_uv() -> Optional[str]:
    """The path of uv; None too where only a shim that cannot run it stands in its place."""
    uv = shutil.which("uv")
    return uv if uv and _succeeds([uv, "--version"]) else None


def _clean_environ() -> Dict[str, str]:
    """The environment variables less those that would lead Python, pip or uv away from `.venv`."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ASTRAY and (not name.startswith(("PIP_", "UV_")) or ABOUT_THE_WAY.search(name))
    }


def _is_installed(name: str) -> bool:
    from importlib import metadata  # here, for a Python older than it to get as far as its clear line

    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
