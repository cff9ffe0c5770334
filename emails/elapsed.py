"""How long something took, whatever was done to the machine meanwhile."""

import time
from typing import Final

# Unlike the monotonic clock it goes on while the machine sleeps: a lease must not seem to last then, nor a
# deadline to wait. Linux has it; elsewhere sleep goes unnoticed until the next pass.
_BOOT_CLOCK: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)


def elapsed() -> float:
    """Seconds since some moment, which no change of the wall clock moves."""
    return time.monotonic() if _BOOT_CLOCK is None else time.clock_gettime(_BOOT_CLOCK)
