"""Addresses of this room that stand in mails; see `workshops.addresses`."""

from typing import Final

ACTION_LOG: Final = "projects/<int:pk>/actions/"
