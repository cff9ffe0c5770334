from tests.workshops.plan_check.plans import WHOLE, checked
from workshops.plan_check import PointFacts, as_markdown

POINTS = (PointFacts(21, "The tone is [friendly](x)"), PointFacts(22, "The plan is short"))


def test_score_counts_checks_and_not_their_gaps():
    report = checked(WHOLE, points=POINTS, artifacts=("docs/a.md", "docs/b.md"))

    assert len(report.gaps) == 2
    assert report.score == "5 of 8 points met, 1 with a gap, 2 to be ticked by a person"


def test_two_points_of_one_name_are_two_checks():
    report = checked(WHOLE, points=(PointFacts(21, "Once more"), PointFacts(22, "Once more")))

    assert [check.point_id for check in report.points] == [21, 22]


def test_json_has_the_four_keys_alone():
    report = checked(WHOLE, artifacts=("docs/a.md",))

    assert report.gaps[0].to_json() == {
        "check": "artifact-linked",
        "state": "gap",
        "message": "No mail links docs/a.md, which the plan names.",
        "url": "/touchpoints/11/",
    }


def test_appendix_is_a_section_with_a_box_for_each_check():
    report = checked(WHOLE, points=POINTS[:1], artifacts=("docs/a_b.md",))

    assert (
        as_markdown(report, on="1 December 2026")
        == """
---

## Result of the plan check on 1 December 2026

5 of 7 points met, 1 with a gap, 1 to be ticked by a person.

- [ ] The tone is \\[friendly\\](x): Only a person can tell: tick it when it is so.
- [x] agenda-fits-slot: 90–120 of 90–120 min: fits.
- [x] every-group-invited: A mail invites every group.
- [ ] artifact-linked: No mail links docs/a\\_b.md, which the plan names.
- [x] no-empty-section: No section of the plan is empty.
- [x] no-unfilled-placeholder: Every placeholder has a value.
- [x] mail-has-recipients: Each mail has recipients.
"""
    )
