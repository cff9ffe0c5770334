"""How people write down an agenda, pre-work and a recap inside a mail's text."""

import pytest

from workshops.plan_document import AgendaSpec, PreWorkSpec, RecapSectionSpec, parse, to_template, write


def _plan(body: str, day: str = "T-3"):
    return parse(
        f"# Plan\n\n## Agenda mail ({day})\nTo: Pilots\nSubject: Berths\n\nHello,\n\n{body}\n\nAda\n"
    )


@pytest.mark.parametrize(
    "agenda",
    [
        "**Agenda**\n\n|Time|Topic|Owner|\n|--|--|--|\n|10:00–10:15|Tides|Ada|\n|10:15–11:15|Locks||",
        "**Agenda**\n\n|Start|Duration|Item|\n|--|--|--|\n|10:00|0:15|Tides|\n|10:15|1:00|Locks|",
        "**Agenda**\n\n| # | Topic | Minutes |\n|---|---|---|\n| 1 | Tides | 15 |\n| 2 | Locks | 60 |",
        "Agenda:\n10:00 Tides\n10:15 Locks\n11:15 End",
        "**Agenda**\n- **15 min** – Tides\n- **1 h** – Locks",
        "**Agenda**\n1. Tides  \n   15 min\n2. Locks  \n   60 min",
        "**Agenda**\n- (15') Tides\n- (60') Locks",
        "**Agenda**\n1. Tides – 15m\n2. Locks – 60m\nTotal: 75 min",
        "**Agenda**\n• Tides (15 Minuten)\n• Locks (1 Stunde)",
        "**What we'll cover**\n\n- Tides (15 min)\n- Locks (60 min)",
        "1. Tides (15 min)\n2. Locks (60 min)",
        "**Agenda:** Tides (15 min), Locks (60 min)",
        "This is the day:\n\n|Time|Session|\n|--|--|\n|9:00|Tides|\n|9:15|Locks|\n|10:15|End|",
        "Agenda: 1) Tides (15 min) 2) Locks (1 h).",
    ],
)
def test_minutes_are_read_wherever_they_stand(agenda: str) -> None:
    assert _plan(agenda).agenda == (AgendaSpec("Tides", 15, 15), AgendaSpec("Locks", 60, 60))


def test_points_below_an_item_and_who_leads_it_are_kept_with_it() -> None:
    plan = _plan("**Agenda**\n\n1. Tides (15 min)\n   - Led by: Ada\n   - spring\n   - neap\n2. Locks (1 h)")

    first, second = plan.agenda
    assert (first.title, first.notes, first.presenter) == ("Tides", ("spring", "neap"), "Ada")
    assert first.line == "Tides: spring; neap"
    assert (second.notes, second.presenter) == ((), "")
    again = parse(write(plan)).agenda
    assert again == plan.agenda
    assert [item.presenter for item in again] == ["Ada", ""]


def test_owner_of_a_row_leads_the_item() -> None:
    plan = _plan(
        "**Agenda**\n\n| Topic | Min | Lead |\n|---|---|---|\n| Tides | 10 | **Ada** |\n| Locks | 5 | |"
    )

    assert [item.presenter for item in plan.agenda] == ["Ada", ""]


def test_agenda_in_a_sentence_leaves_the_mail_its_words() -> None:
    plan = _plan("**Agenda:** Tides (15 min), Locks (60 min)")
    email = plan.touchpoints[0].email
    assert email is not None

    assert "{{" not in to_template(email.body, field="body", plan=plan).template


@pytest.mark.parametrize(
    "prework",
    [
        "**Pre-work**\n\n| Who | What |\n|---|---|\n| Pilots | the log |\n| Clerks | the list |",
        "**Pre-work**\n\nPlease have this done by Monday:\n\n- **Pilots:** the log\n- **Clerks:** the list",
        "What we need before the review:\n\n- Pilots – the log\n- Clerks – the list",
        "**Pre-work**\n- Pilots\n  - the log\n- Clerks\n  - the list",
        "Pre-work:\n1. Pilots: the log\n2. Clerks: the list",
        "**Pre-work**\n- **Pilots:**\n  - the log\n- **Clerks:**\n  - the list",
        "To do before:\n- Pilots → the log\n- Clerks → the list",
        "Pre-work:\na) Pilots: the log\nb) Clerks: the list",
    ],
)
def test_prework_is_read_with_whom_it_is_for(prework: str) -> None:
    plan = parse(
        "# Plan\n\n## Groups\n- Pilots\n- Clerks\n\n"
        f"## Agenda mail (T-3)\nTo: Pilots\nSubject: Berths\n\nHello,\n\n{prework}\n\nAda\n"
    )

    assert plan.prework == (PreWorkSpec("Pilots", "the log"), PreWorkSpec("Clerks", "the list"))


@pytest.mark.parametrize(
    "sections",
    [
        "**Decided** – `<what>`\n\n**To do** – `<who>`",
        "**Decided**<br>\n&lt;what&gt;\n\n**To do**<br>\n&lt;who&gt;",
        "Decided\n- <what>\n\nTo do\n- <who>",
        "Decided:\n<what>\n\nTo do:\n<who>",
        "1. Decided\n\n   <what>\n\n2. To do\n\n   <who>",
        "1. Decided\n   <what>\n2. To do\n   <who>",
        "1. **Decided**: [what]\n2. **To do**: [who]",
        "| Part | Words |\n|---|---|\n| Decided | <what> |\n| To do | <who> |",
    ],
)
def test_recap_sections_are_read_in_whatever_form(sections: str) -> None:
    plan = parse(
        f"# Plan\n\n## Recap mail (T+1)\nTo: Pilots\nSubject: Recap\n\nHello,\n\n{sections}\n\nAda\n"
    )

    assert plan.recap_sections == (RecapSectionSpec("Decided", "what"), RecapSectionSpec("To do", "who"))
    email = plan.touchpoints[0].email
    assert email is not None
    template = to_template(email.body, field="body", plan=plan).template
    assert template == "Hello,\n\n{{ recap.sections }}\n\nAda"


@pytest.mark.parametrize("label", ["**Pre-work**", "Pre-work:"])
def test_list_under_another_label_is_not_the_agenda(label):
    plan = _plan(f"**Agenda**\n\n{label}\n\n- **Pilots:** Read the tables.")

    assert plan.agenda == ()
    assert plan.prework == (PreWorkSpec("Pilots", "Read the tables."),)


def test_gap_in_the_middle_of_a_sections_words_stays_in_them() -> None:
    plan = _plan(
        "**Material**\n- Slides: <link>\n\n**Feedback**\nFill <survey> by <date>.\n\n**Decided**\n- <what>",
        "T+1",
    )

    assert plan.recap_sections == (
        RecapSectionSpec("Material", "link", "- Slides: <link>"),
        RecapSectionSpec("Feedback", "survey; date", "Fill <survey> by <date>."),
        RecapSectionSpec("Decided", "what"),
    )
    assert parse(write(plan)).recap_sections == plan.recap_sections


@pytest.mark.parametrize(
    "words",
    [
        "You get **60-90 minutes** of hands-on training.",
        "It is a 60-90 minute hands-on workshop.",
        "The training takes **60-90 minutes**.",
        "It lasts about 60–90 min",
    ],
)
def test_length_is_read_out_of_a_sentence(words: str) -> None:
    workshop = _plan(words).workshop

    assert (workshop.duration_min, workshop.duration_max) == (60, 90)


def test_clock_in_front_is_no_part_of_a_title_whether_or_not_minutes_stand_behind() -> None:
    plan = parse(
        "# Plan\n\n## Agenda\n\n- 09:00 – Welcome (Ada)\n- 09:10 – Tides (25 min)\n"
        "- 09:40 Piers, 30 min\n- 10:10 End\n"
    )

    assert [(item.title, item.min, item.max) for item in plan.agenda] == [
        ("Welcome (Ada)", 10, 10),
        ("Tides", 25, 25),
        ("Piers", 30, 30),
    ]
    assert parse(write(plan)).agenda == plan.agenda
