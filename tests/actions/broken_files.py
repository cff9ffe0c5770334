"""How many broken files each test of the upload makes up.

A few at every run; `BROKEN_FILES=10000 python -m pytest tests -k "broken_file or breaks_the_reader"` is the
long form.
"""

import os
from typing import Final

from tests.examples import examples

BROKEN_FILES: Final = int(os.environ.get("BROKEN_FILES", examples(60)))
