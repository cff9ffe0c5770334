"""How many examples a property is tried with."""

import os
from typing import Final

# In the second round of .ci/run all tests that ask a database are run once more, on PostgreSQL.
_IS_SECOND_ROUND: Final = bool(os.environ.get("DATABASE_TESTS_ALONE"))


def examples(count: int) -> int:
    """A third in the second round: most of what a property looks for was looked for on SQLite already."""
    return count // 3 if _IS_SECOND_ROUND else count
