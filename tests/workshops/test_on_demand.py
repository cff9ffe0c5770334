"""Packages that load what is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from workshops import plan_document, services

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("package", [plan_document, services])
def test_everything_that_the_package_names_is_there(package):
    assert [name for name in package.__all__ if getattr(package, name, None) is None] == []


def test_another_name_is_an_attribute_error_that_says_so():
    with pytest.raises(AttributeError, match=r"'workshops\.plan_document' has no attribute 'nonsense'"):
        _ = plan_document.nonsense  # type: ignore[attr-defined]


def test_who_looks_for_gaps_loads_no_parser():
    script = "import sys; from workshops.plan_document import unfilled; print(*sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    loaded = told.stdout.split()
    assert "workshops.plan_document.gaps" in loaded
    assert "workshops.plan_document.parser" not in loaded
