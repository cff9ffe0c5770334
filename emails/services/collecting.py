"""What Python's garbage collector looks at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# So many new objects are there before it looks at them: more than a batch makes, less than weighs anything.
_SELDOM: Final = 50_000


@contextmanager
def young_alone() -> Iterator[None]:
    """Have the collector pass over all that is there already while the `with` lasts, and come seldom.

    A batch of rows sets it off again and again. The whole program, which it looks through at times, takes it
    a tenth of a second, as long as sending a hundred mails.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
