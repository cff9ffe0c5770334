"""From rows of text to a file that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence

from actions.sheet.cells import COLUMNS
from workshops.formula_cells import harmless


def write(rows: Iterable[Sequence[str]], *, others: Sequence[str] = ()) -> str:
    """The whole file, header first; `rows` have their cells in the order of COLUMNS, then of `others`."""
    file = io.StringIO(newline="")
    # Plain line ends: teams keep this file under version control, where CR LF would change every line.
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, *map(harmless, others)])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()
