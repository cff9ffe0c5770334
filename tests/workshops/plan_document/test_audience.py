import pytest

from workshops.plan_document import AudienceSpec, parse_audience

GROUPS = [
    "Tech Manager",
    "ETL / Data Engineers",
    "BI Lead / Analytics Engineer",
    "Platform / DevOps Engineer",
    "Security & Compliance (as needed)",
    "Product Owners",
    "Sponsor",
]


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("ETL/data engineers", "ETL / Data Engineers"),
        ("data engineer", "ETL / Data Engineers"),
        ("BI lead", "BI Lead / Analytics Engineer"),
        ("analytics engineers", "BI Lead / Analytics Engineer"),
        ("platform/DevOps", "Platform / DevOps Engineer"),
        ("Security team", "Security & Compliance (as needed)"),
        ("compliance officers", "Security & Compliance (as needed)"),
        ("security and compliance", "Security & Compliance (as needed)"),
        ("tech managers", "Tech Manager"),
        ("the tech manager (organiser)", "Tech Manager"),
        ("POs", "Product Owners"),
        ("Executive Sponsor", "Sponsor"),
    ],
)
def test_written_name_finds_its_group(written: str, group: str) -> None:
    assert parse_audience([written], GROUPS) == AudienceSpec(groups=(group,), matches=((written, group),))


@pytest.mark.parametrize(
    "written",
    ["Data Owners", "Engineers", "managers", "key stakeholders", "platform/BI", "Leads", "Owners of data"],
)
def test_uncertain_name_stays_unmatched(written: str) -> None:
    assert parse_audience([written], GROUPS) == AudienceSpec(unmatched=(written,))


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("Participants", "not-declined"),
        ("All participants", "not-declined"),
        ("Attendees", "not-declined"),
        ("invitees", "not-declined"),
        ("Confirmed participants", "confirmed"),
        ("Registered participants", "confirmed"),
        ("Confirmed attendees", "confirmed"),
        ("everyone who attended", "not-declined"),
        ("Everyone who has accepted", "confirmed"),
        ("Everyone", "all"),
        ("All", "all"),
    ],
)
def test_words_for_an_audience_are_no_groups(written: str, base: str) -> None:
    assert parse_audience([written], GROUPS) == AudienceSpec(base=base)


def test_audience_and_groups_go_together() -> None:
    audience = parse_audience(["Participants and BI lead", "relevant managers"], GROUPS)

    assert audience == AudienceSpec(
        base="not-declined",
        groups=("BI Lead / Analytics Engineer",),
        unmatched=("relevant managers",),
        matches=(("BI lead", "BI Lead / Analytics Engineer"),),
    )


@pytest.mark.parametrize("written", ["TBD", "<recipients>", "`<who>`", "–", "tbc <names>"])
def test_name_left_open_is_nobody(written: str) -> None:
    assert parse_audience([written], GROUPS) == AudienceSpec()


def test_everyone_listed_above_is_everyone() -> None:
    assert parse_audience(["Everyone listed above"], GROUPS) == AudienceSpec(base="all")
