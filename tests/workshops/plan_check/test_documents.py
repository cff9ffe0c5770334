import pytest

from workshops.plan_check import named_documents
from workshops.plan_document import section_outline


def named(document: str, *known: str) -> tuple[str, ...]:
    return named_documents(known, document, section_outline(document))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Read docs/exit.md first.", ("docs/exit.md",)),
        ("It is in Test_Plan.xlsx.", ("Test_Plan.xlsx",)),
        ("`docs/exit.md` and [exit.md](https://wiki.example.org/exit.md)", ()),
        ("Mail to md@example.md, or see https://example.org/a.pdf", ()),
        ("Node.js and version 2.1", ()),
    ],
)
def test_file_is_named_in_passing(text, found):
    assert named(text) == found


def test_file_name_is_the_path_that_ends_with_it():
    assert named("See RUNBOOK.md.", "docs/RUNBOOK.md") == ("docs/RUNBOOK.md",)


def test_listed_artifact_without_a_path_is_named_by_its_words():
    document = (
        "# Plan\n\n## Artifacts\n\n- `docs/a.md`\n- **Test inventory** (wiki)\n- Runbook – by ops\n- [ ]\n"
    )

    assert named(document, "docs/a.md") == ("docs/a.md", "Test inventory", "Runbook")
