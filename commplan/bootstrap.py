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

OLDEST = (3, 11)
# Which packages are installed from where and how to get there is the user's to say (mirrors, proxies,
# certificates); the rest of pip's and uv's variables could put the packages elsewhere or change what they are.
ABOUT_THE_WAY = re.compile(
    "INDEX|FIND_LINKS|HOST|CERT|TLS|PROXY|TIMEOUT|RETRIES|CACHE|OFFLINE|KEYRING|CONFIG|CONCURRENT|LINK_MODE"
)


class SetupError(Exception):
    """What stands in the way, in words for the person at the terminal."""


def ensure(root, command, argv):
    """Come back in an environment fit for the command, or become the same command in one, or stop with a reason."""
    try:
        if sys.version_info < OLDEST:
            raise SetupError(
                "CommPlan needs Python %d.%d or newer; this is %d.%d (%s)."
                % (OLDEST + sys.version_info[:2] + (sys.executable,))
            )
        if sys.platform == "win32":
            raise SetupError("This set-up runs on Linux, macOS and WSL; on Windows itself use Docker Compose.")
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


def own_environment_has(requirements):
    """True in an environment that the user made and activated and that has every package the command needs."""
    if sys.prefix == sys.base_prefix:
        return False
    # Lines with a marker hold for some machines only: the packages that every machine needs decide.
    wanted = re.findall(r"^([\w.-]+)(?:\[.*\])?==[^;\n]*$", _read(requirements), re.MULTILINE)
    missing = [name for name in wanted if not _installed(name)]
    if missing:
        say("The environment in %s lacks %s: using .venv instead." % (sys.prefix, ", ".join(missing[:3])))
    return not missing


class Environment:
    """The project's `.venv`, with a stamp for each requirements file that it satisfies."""

    def __init__(self, root):
        self.root = root
        self.path = os.path.join(root, ".venv")
        self.python = os.path.join(self.path, "bin", "python")

    def requirements(self, command):
        name = "test.txt" if command == "test" else "run.txt"
        return os.path.join(self.root, "commplan", "requirements", name)

    def is_running(self):
        return os.path.realpath(sys.prefix) == os.path.realpath(self.path)

    def is_stamped(self):
        """False for a `.venv` that somebody made by hand: it is theirs."""
        return any(os.path.exists(self._stamp(command)) for command in ("up", "test"))

    def is_ready(self, command, exactly=False):
        """Whether the stamp is that of today's requirements; exactly: and of the Python that is running."""
        try:
            digest, version = _read(self._stamp(command)).split()
        except (OSError, ValueError):
            return False
        fits = not exactly or version == _version()
        return fits and digest == self._digest(command) and os.access(self.python, os.X_OK)

    def make_ready(self, command):
        """Make or mend `.venv`. One process at a time; what another has done meanwhile is not done again."""
        with self._lock() as lock:
            if self.is_ready(command, exactly=self.is_running()):
                return
            # Words in the lock file say that an installation began; they are still there if it was killed.
            is_half_made = bool(lock.read())
            lock.write("unfinished\n")
            lock.flush()
            self._install(command, self._make(is_half_made, lock), lock)
            lock.truncate(0)

    def become(self, argv):
        """Start the same command with the Python of `.venv`, in this very process."""
        script = [self.python, os.path.join(self.root, os.path.basename(argv[0]))]
        os.execve(self.python, script + argv[1:], _clean_environ())

    def _make(self, is_half_made, lock):
        """See that `.venv` is whole as far as its Python goes; answer the installer to use."""
        uv = _working_uv()
        if not uv and not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            raise SetupError(
                "this Python has no ensurepip, which makes environments. On Debian and Ubuntu: "
                "apt install python3.%d-venv; then run the command again." % sys.version_info[1]
            )
        if is_half_made or not self._works(with_pip=not uv):
            say("Making .venv …")
            options = ["--clear"] + (["--without-pip"] if uv else [])
            _run([sys.executable, "-I", "-m", "venv"] + options + [self.path], lock)
        return [uv, "pip", "install", "--python", self.python] if uv else self._pip() + ["install", "--no-user"]

    def _install(self, command, installer, lock):
        requirements = self.requirements(command)
        digest = self._digest(command)
        say("Installing the packages of %s into .venv …" % os.path.relpath(requirements, self.root))
        _run(installer + ["--quiet", "--require-hashes", "-r", requirements], lock)
        version = "import sys; print('%d.%d' % sys.version_info[:2])"
        made_with = subprocess.check_output([self.python, "-I", "-c", version], text=True, env=_clean_environ())
        _write(self._stamp(command), "%s %s\n" % (digest, made_with.strip()))
        if command == "test":  # test.txt holds all of run.txt, in the same versions
            _write(self._stamp("up"), "%s %s\n" % (self._digest("up"), made_with.strip()))

    def _works(self, with_pip):
        probe = self._pip() + ["--version"] if with_pip else [self.python, "-I", "-c", ""]
        return os.access(self.python, os.X_OK) and _succeeds(probe)

    def _pip(self):
        return [self.python, "-I", "-m", "pip"]

    def _stamp(self, command):
        return os.path.join(self.path, "commplan-%s.stamp" % command)

    def _digest(self, command):
        return hashlib.sha256(_read(self.requirements(command)).encode()).hexdigest()

    @contextlib.contextmanager
    def _lock(self):
        import fcntl  # here, for Windows to get as far as its clear line

        with open(self.path + ".lock", "a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another manage.py is preparing .venv: waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            lock.seek(0)
            yield lock


def say(text):
    """Tell the person at the terminal; standard output is the command's own."""
    print(text, file=sys.stderr, flush=True)


def _run(arguments, lock):
    # The child inherits the lock: should we be killed, nobody else starts while it still writes.
    done = subprocess.run(
        arguments,
        env=_clean_environ(),
        pass_fds=[lock.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode > 0:
        lock.truncate(0)  # it gave up by itself: what it had installed is whole
    if done.returncode:
        raise SetupError(
            "this command failed; run manage.py again once its reason is gone.\n$ %s\n%s"
            % (" ".join(arguments), done.stdout.strip())
        )


def _succeeds(arguments):
    try:
        return subprocess.run(arguments, env=_clean_environ(), capture_output=True).returncode == 0
    except OSError:
        return False


def _working_uv():
    """The path of uv; None too where a shim stands in its place that cannot run."""
    uv = shutil.which("uv")
    return uv if uv and _succeeds([uv, "--version"]) else None


def _clean_environ():
    """The environment variables less those that would lead Python, pip or uv away from `.venv`."""
    astray = {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in astray and (not name.startswith(("PIP_", "UV_")) or ABOUT_THE_WAY.search(name))
    }


def _installed(name):
    from importlib import metadata  # here, for a Python older than it to get as far as its clear line

    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def _version():
    return "%d.%d" % sys.version_info[:2]


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
