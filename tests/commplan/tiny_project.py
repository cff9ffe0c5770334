"""A small project with the real manage.py, and packages built on the spot: a set-up without a network."""

import base64
import hashlib
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Python without an environment, as a new user has it.
BARE_PYTHON = str(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}")

# Stands in for Django: manage.py ends up in it, and it tells where that was.
TINY_DJANGO = """
import sys

def execute_from_command_line(argv):
    print("ran", argv[1:], "in", sys.prefix)
"""
# Stands in for uv: notes what it is asked for, and installs with pip.
FAKE_UV = """#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$*" >> {log}
cat {lock} >> {log}
sleep ${{FAKE_UV_SECONDS:-0}}
shift 3; python=$1; shift
exec {python} -m pip --python "$python" install "$@"
"""


@dataclass
class Project:
    """A copy of manage.py and its bootstrap, with lists of two packages that were built here."""

    root: Path
    wheels: Path
    bin: Path
    log: Path
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def start(self, *arguments: str, python: str = BARE_PYTHON, **environ: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [python, str(self.root / "manage.py"), *arguments],
            env=self.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, python: str = BARE_PYTHON, **environ: str) -> tuple[int, str, str]:
        process = self.start(*arguments, python=python, **environ)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output, errors

    def installs(self) -> list[str]:
        """The lists that uv was asked to install, in their order."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [Path(line.split()[-1]).name for line in lines if line.startswith("pip ")]


def build_wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """The smallest package that pip installs; answers its line for a hash-locked list."""
    info = f"{name}-1.0.dist-info"
    members = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{_record_hash(text)},{len(text)}\n" for path, text in members.items())
    members[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in members.items():
            archive.writestr(path, text)
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def _record_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def make_project(folder: Path) -> Project:
    """The project in `folder`, with lists of one package for `up` and two for `test`."""
    project = _project_in(folder)
    root, wheels = project.root, project.wheels
    for path in (root / "commplan" / "requirements", wheels, project.bin):
        path.mkdir(parents=True)
    (root / "manage.py").write_text((ROOT / "manage.py").read_text())
    (root / "commplan" / "bootstrap.py").write_text((ROOT / "commplan" / "bootstrap.py").read_text())
    # The package cannot be imported before its environment is there, as the real one.
    (root / "commplan" / "__init__.py").write_text("import django.core.management\n")
    (root / "commplan" / "runner.py").write_text("def set_local_defaults(arguments): pass\n")
    management = {"django/core/management/__init__.py": TINY_DJANGO}
    run = build_wheel(
        wheels, "tiny_django", {"django/__init__.py": "", "django/core/__init__.py": "", **management}
    )
    test = build_wheel(wheels, "tiny_pytest", {"tiny_pytest.py": ""})
    (root / "commplan" / "requirements" / "run.txt").write_text(run)
    (root / "commplan" / "requirements" / "test.txt").write_text(run + test)
    return project


def copy_project(project: Project, folder: Path) -> Project:
    """The same, with its environment and its uv, as if all of it had been made in `folder`."""
    shutil.copytree(project.root.parent, folder, symlinks=True)
    copy = _project_in(folder)
    give_uv(copy)
    return copy


def _project_in(folder: Path) -> Project:
    wheels, programs = folder / "wheels", folder / "bin"
    environ = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "HOME": str(folder),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    return Project(folder / "project", wheels, programs, folder / "uv.log", environ)


def give_uv(project: Project) -> None:
    """From now on the project finds a `uv`, which is slow for FAKE_UV_SECONDS."""
    uv = project.bin / "uv"
    uv.write_text(FAKE_UV.format(log=project.log, lock=project.root / ".venv.lock", python=sys.executable))
    uv.chmod(0o755)


def own_environment(project: Project, *packages: str) -> str:
    """The Python of an environment that the user made elsewhere."""
    folder = project.root.parent / "own"
    subprocess.run([BARE_PYTHON, "-m", "venv", "--without-pip", folder], check=True)
    python = str(folder / "bin" / "python")
    if packages:
        install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *packages]
        subprocess.run(install, check=True, env=project.environ)
    return python
