"""Plan documents of our own that vary as people's do."""

from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))


def document(name: str) -> str:
    """The text of a document of this folder."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")
