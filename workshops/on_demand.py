"""Packages whose modules are loaded when somebody asks for what they hold (PEP 562).

Who sends mails needs no reader of plan documents in memory: megabytes in each worker, and time at its start.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def on_demand(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The package's `__getattr__`. `homes` has the names, between spaces, by the module that holds them.

    What it gives raises AttributeError for another name.
    """
    modules = {name: module for module, names in homes.items() for name in names.split()}

    def get(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{modules[name]}"), name)

    return get
