from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_document import AudienceSpec, GroupSpec, parse, parse_audience

GROUPS = [
    "Tech Manager",
    "ETL / Data Engineers",
    "BI Lead / Analytics Engineer",
    "Platform / DevOps Engineer",
    "Security & Compliance (as needed)",
    "Product Owners",
    "Sponsor",
]
PORT = ["Data Scientists", "Legal", "Platform Engineers", "Analysts", "Harbour office", "Pilots"]


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
        ("sponsor & executive sponsor", "Sponsor"),
    ],
)
def test_written_name_finds_its_group(written: str, group: str) -> None:
    assert parse_audience([written], GROUPS) == AudienceSpec(groups=(group,), matches=((written, group),))


@pytest.mark.parametrize(
    "written",
    ["Data Owners", "Engineers", "managers", "key stakeholders", "Leads", "Owners of data"],
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
        ("those who accepted", "confirmed"),
        ("Those who have confirmed their attendance", "confirmed"),
        ("participants who accepted the invitation", "confirmed"),
        ("People attending", "confirmed"),
        ("all participants that signed up", "confirmed"),
        ("Participants (confirmed)", "confirmed"),
        ("Participants (who accepted)", "confirmed"),
        ("those who attended", "not-declined"),
        ("Participants who took part", "not-declined"),
        ("everybody", "all"),
        ("Everyone involved", "all"),
        ("all of the groups above", "all"),
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


@given(
    st.lists(st.sampled_from(PORT), min_size=2, max_size=4, unique=True),
    st.lists(
        st.sampled_from(
            [" and ", " & ", "/", " / ", " + ", ", ", " as well as ", ", and ", " and the ", " plus "]
        ),
        min_size=3,
        max_size=3,
    ),
    st.booleans(),
)
def test_of_known_groups_in_one_name_each_is_found(groups: list[str], joints: list[str], is_title: bool):
    names = groups if is_title else [group.lower() for group in groups]
    written = "".join(chain(*zip(names, [*joints[: len(names) - 1], ""], strict=True)))

    found = parse_audience([written], PORT)

    assert (set(found.groups), found.unmatched) == (set(groups), ())


@pytest.mark.parametrize(
    ("written", "groups", "unmatched"),
    [
        ("Platform engineers and the CFO", ("Platform Engineers",), ("the CFO",)),
        ("the CFO & pilots", ("Pilots",), ("the CFO",)),
        ("Legal (and the CFO)", ("Legal",), ("the CFO",)),
        ("Pilots and their staff", ("Pilots",), ("their staff",)),
        ("Pilots and staff", ("Pilots",), ("staff",)),
        ("Pilots including trainees", ("Pilots",), ("trainees",)),
        ("R&D and Legal", ("Legal",), ("R&D",)),
        ("Pilots and managers of Legal", ("Pilots",), ("managers of Legal",)),
        ("Port police and customs", (), ("Port police and customs",)),
        ("Pilots (day and night shift)", ("Pilots",), ()),
    ],
)
def test_part_that_is_no_group_stays_unmatched_beside_one_that_is(
    written: str, groups: tuple[str, ...], unmatched: tuple[str, ...]
) -> None:
    found = parse_audience([written], PORT)

    assert (found.groups, found.unmatched) == (groups, unmatched)


@pytest.mark.parametrize("written", ["data and platform engineers", "platform & data engineers"])
def test_last_word_may_belong_to_all_names_before_it(written: str) -> None:
    groups = ["Data Engineers", "Platform Engineers", "Data Owners"]

    assert set(parse_audience([written], groups).groups) == {"Data Engineers", "Platform Engineers"}


def test_names_that_two_groups_share_the_whole_of_are_those_two_and_not_a_third() -> None:
    assert parse_audience(["Legal and clerks"], ["Legal Clerks", "Legal", "Clerks"]).groups == (
        "Legal",
        "Clerks",
    )
    assert parse_audience(["clerks / legal"], ["Legal & Clerks", "Legal", "Clerks"]).groups == (
        "Legal & Clerks",
    )


@pytest.mark.parametrize(
    "written",
    [
        "Managers of the pilots",
        "pilots' managers",
        "Managers of legal and pilots",
        "Pilot leads",
        "Former pilots",
        "Non-pilots",
        "No pilots",
        "confirmed pilots",
        "Pilots (confirmed)",
        "pilots who accepted",
        "Pilots (who accepted)",
        "Analysts and pilots who have accepted",
        "those who have not accepted",
        "Those who have not answered yet",
        "Everyone who did not attend",
        "Pilots except Legal",
        "Pilots (not the trainees)",
        "Confirmed participants except Legal",
        "All except the CFO",
        "All but Legal and the CFO",
        "except Legal",
        "not Legal",
        "All with Legal",
        "All bar Legal",
        "All – Legal",
        "Everybody besides Legal",
        "Nobody but Legal",
        "Pilots, Legal excluded",
    ],
)
def test_words_about_a_group_are_not_the_group(written: str) -> None:
    assert parse_audience([written], PORT) == AudienceSpec(unmatched=(written,))


@pytest.mark.parametrize(
    "written", ["Pilots (not required)", "Only pilots", "pilots only", "all of the pilots"]
)
def test_remark_beside_a_group_leaves_it_the_group(written: str) -> None:
    assert parse_audience([written], PORT) == AudienceSpec(groups=("Pilots",), matches=((written, "Pilots"),))


@given(
    st.sampled_from(["All", "Everyone", "all stakeholders", "Everyone invited", "All participants"]),
    st.sampled_from(
        [
            "except",
            "but",
            "but not",
            "without",
            "excluding",
            "other than",
            "apart from",
            "except for",
            "not",
            ", except",
            "(except)",
            "(not)",
            "minus",
            "with the exception of",
        ]
    ),
    st.lists(st.sampled_from(PORT), min_size=1, max_size=3, unique=True),
    st.sampled_from([", ", " and ", " & ", "/"]),
)
def test_who_is_excepted_is_never_addressed(everyone: str, word: str, groups: list[str], joint: str) -> None:
    but = joint.join(groups)
    written = f"{everyone} ({word[1:-1]} {but})" if word[0] == "(" else f"{everyone} {word} {but}"

    found = parse_audience([written], PORT)

    assert (found.base != "", found.groups, found.unmatched) == (True, (), ())
    assert found.without == tuple((written, group) for group in groups)


@pytest.mark.parametrize(
    "written", ["All (Legal excluded)", "All, Legal excepted", "All of the above, not Legal"]
)
def test_exception_may_come_last(written: str) -> None:
    assert parse_audience([written], PORT) == AudienceSpec(base="all", without=((written, "Legal"),))


@pytest.mark.parametrize(
    "written", ["Harbour office – pilots", "harbour office | Pilots", "Pilots → Harbour office"]
)
def test_dash_between_groups_joins_them(written: str) -> None:
    assert set(parse_audience([written], PORT).groups) == {"Harbour office", "Pilots"}


def test_dash_before_a_note_joins_nothing() -> None:
    assert parse_audience(["Legal – informed"], PORT).groups == ("Legal",)


def test_longest_exception_is_never_read_as_everybody() -> None:
    written = f"All (except {', '.join(['Legal'] * 60)})"

    assert parse_audience([written], PORT) == AudienceSpec(unmatched=(written,))


def test_group_whose_name_sounds_like_an_exception_is_a_group() -> None:
    groups = ["Non-profit partners", "All but dissertation", "Profit partners"]

    assert parse_audience(["non-profit partners", "All but dissertation"], groups).groups == tuple(groups[:2])


def test_sort_of_groups_can_be_excepted() -> None:
    groups = [GroupSpec("Pilots", "Primary"), GroupSpec("Board", "Secondary")]

    assert parse_audience(["All except secondary"], groups) == AudienceSpec(
        base="all", without=(("All except secondary", "Board"),)
    )


def test_description_of_people_is_no_new_group() -> None:
    plan = parse(
        "# Plan\n\n## Groups\n- Pilots\n\n## Agenda (T-3)\n"
        "To: Pilots who accepted; all except the CFO; the CFO\nSubject: x\n\nHi\n"
    )

    assert [group.name for group in plan.groups] == ["Pilots", "the CFO"]


@pytest.mark.parametrize(
    ("line", "to"),
    [
        ("All except Legal, Pilots; Board", ("All except Legal, Pilots", "Board")),
        ("All, except Legal", ("All, except Legal",)),
        ("All, Legal excepted", ("All, Legal excepted",)),
        ("Board, all but Legal, Pilots", ("Board", "all but Legal, Pilots")),
        ("Board, Legal and Pilots", ("Board", "Legal and Pilots")),
    ],
)
def test_names_that_are_listed_behind_an_exception_belong_to_it(line: str, to: tuple[str, ...]) -> None:
    plan = parse(f"# Plan\n\n## Agenda (T-3)\nTo: {line}\nSubject: x\n\nHi\n")

    assert plan.touchpoints[0].email
    assert plan.touchpoints[0].email.to == to
