"""Addresses of this room that stand in mails; see `workshops.addresses`."""

from typing import Final

READER_CHOICE: Final = "p/<str:token>/mails/"
READER_STOP: Final = "p/<str:token>/mails/stop/"
DELIVERIES: Final = "touchpoints/<int:pk>/deliveries/"
