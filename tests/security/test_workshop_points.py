"""The workshop's pages: points 1, 8, 13, 23 and 24."""

import pytest
from django.urls import reverse

from tests.factories.workshops import (
    START,
    ApprovalFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    ProjectFactory,
    RecapFactory,
    TouchpointFactory,
    WorkshopFactory,
)

READ = {"workshop", "history", "plan-export", "participants"}
WORKSHOP_PAGES = (
    "workshop",
    "history",
    "workshop-edit",
    "plan-export",
    "slot",
    "workshop-cancel",
    "workshop-delete",
    "touchpoint-new",
    "agenda",
    "agenda-undo",
    "prework",
    "prework-undo",
    "participants",
    "recap",
    "recap-ready",
)
ROW_PAGES = {
    "participant": (
        "participant-remove",
        "participant-restore",
        "participant-attendance",
        "participant-revoke",
    ),
    "touchpoint": (
        "touchpoint-edit",
        "touchpoint-skip",
        "touchpoint-hold",
        "touchpoint-release",
        "touchpoint-delete",
        "touchpoint-restore",
    ),
    "question": ("question-edit", "question-delete"),
    "approval": ("approval-edit", "approval-delete"),
}
POST_ONLY = {
    "agenda-undo",
    "prework-undo",
    "participant-restore",
    "participant-attendance",
    "participant-revoke",
    "touchpoint-release",
    "touchpoint-restore",
}
ONE_LINE = [
    ("workshop-edit", {"title": "Flows{}Bcc: x"}),
    ("workshop-edit", {"title": "Flows", "code": "4{}b"}),
    ("touchpoint-edit", {"name": "Hold{}it", "first_day": 0, "last_day": 0, "audience": "all"}),
    (
        "touchpoint-edit",
        {"name": "N", "first_day": 0, "last_day": 0, "audience": "all", "subject": "a{}b"},
    ),
    (
        "touchpoint-edit",
        {"name": "N", "first_day": 0, "last_day": 0, "audience": "all", "sender": "a{}b"},
    ),
    ("touchpoint-skip", {"reason": "a{}b"}),
    ("touchpoint-hold", {"reason": "a{}b"}),
    ("workshop-cancel", {"reason": "a{}b"}),
    ("question-edit", {"text": "a{}b", "state": "open"}),
    ("approval-edit", {"text": "a{}b", "state": "pending"}),
]
PAGES = [*WORKSHOP_PAGES, *(name for names in ROW_PAGES.values() for name in names)]


@pytest.fixture
def urls(project):
    """The address of each page, of a workshop of the project."""
    workshop = WorkshopFactory(project=project)
    RecapFactory(workshop=workshop)
    rows = {
        "participant": ParticipantFactory(workshop=workshop).pk,
        "touchpoint": TouchpointFactory(workshop=workshop).pk,
        "question": OpenQuestionFactory(workshop=workshop).pk,
        "approval": ApprovalFactory(workshop=workshop).pk,
    }
    addresses = {name: reverse(f"workshops:{name}", args=[workshop.pk]) for name in WORKSHOP_PAGES}
    for kind, names in ROW_PAGES.items():
        addresses |= {name: reverse(f"workshops:{name}", args=[rows[kind]]) for name in names}
    return addresses


def asked(client, url):
    """What GET, HEAD and POST answer."""
    return [client.get(url).status_code, client.head(url).status_code, client.post(url, {}).status_code]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.any_database
def test_point_23_a_foreign_id_is_a_404_on_every_method(stranger_client, urls, page):
    found = asked(stranger_client, urls[page])

    reads = [405, 405] if page in POST_ONLY else [404, 404]
    assert found[:2] == reads
    assert found[2] == (405 if page in {"workshop", "history", "plan-export"} else 404)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.any_database
def test_point_23_a_member_reads_and_changes_nothing(member_client, urls, page):
    found = asked(member_client, urls[page])

    if page in {"workshop", "history", "plan-export"}:
        assert found == [200, 200, 405]
    elif page in READ:
        assert found == [200, 200, 404]
    else:
        assert found == ([405, 405, 404] if page in POST_ONLY else [404, 404, 404])


@pytest.mark.parametrize("page", PAGES)
def test_point_23_a_manager_opens_each_page(manager_client, urls, page):
    found = asked(manager_client, urls[page])

    assert found[:2] == ([405, 405] if page in POST_ONLY else [200, 200])
    assert found[2] in (200, 302, 405)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.any_database
def test_point_23_nobody_gets_in_without_signing_in(client, urls, page):
    response = client.get(urls[page])

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_point_23_a_number_that_no_row_has_is_a_404(manager_client, project):
    for number in (0, 10**18):
        assert manager_client.get(reverse("workshops:workshop", args=[number])).status_code == 404


@pytest.mark.parametrize(
    "text",
    ["{{ a.b }}", "{{ person.name[0] }}", "{{ person.name!r }}", "{{ person.name:9 }}", "{{ x|safe }}"],
)
@pytest.mark.parametrize("field", ["subject", "body"])
def test_point_1_unknown_placeholders_are_rejected_at_save(manager_client, project, field, text):
    touchpoint = TouchpointFactory(workshop=WorkshopFactory(project=project))
    values = {
        "name": "N",
        "first_day": -7,
        "last_day": -5,
        "audience": "all",
        "subject": "S",
        "body": "B",
        field: f"Read {text}",
    }

    response = manager_client.post(touchpoint.get_absolute_url(), values)

    before = getattr(touchpoint, field)
    touchpoint.refresh_from_db()
    assert response.status_code == 200
    assert getattr(touchpoint, field) == before


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00"])
@pytest.mark.parametrize(("page", "values"), ONE_LINE)
def test_points_8_and_13_line_breaks_are_form_errors(manager_client, urls, page, values, breaker):
    broken = {name: str(value).replace("{}", breaker) for name, value in values.items()}

    response = manager_client.post(urls[page], broken)

    assert response.status_code == 200
    assert "invalid-feedback" in response.content.decode()


@pytest.mark.parametrize(("page", "values"), ONE_LINE)
def test_points_8_and_13_the_same_without_a_break_is_saved(manager_client, urls, page, values):
    whole = {name: str(value).replace("{}", " ") for name, value in values.items()}

    response = manager_client.post(urls[page], whole)

    assert response.status_code == 302


def test_point_13_signs_of_the_calendars_own_are_kept_as_text(manager_client, project, time_machine):
    time_machine.move_to(START.replace(month=11, day=20), tick=False)
    workshop = WorkshopFactory(project=project, draft=True)
    manager_client.force_login(project.memberships.get().user)

    manager_client.post(
        reverse("workshops:slot", args=[workshop.pk]),
        {
            "date": "2026-12-14",
            "time": "10:00",
            "time_zone": "Europe/Berlin",
            "duration_min": 90,
            "duration_max": 120,
            "location": 'Room 2; floor 1, "left"',
        },
    )

    workshop.refresh_from_db()
    assert workshop.location == 'Room 2; floor 1, "left"'


def test_point_24_extra_fields_change_nothing(manager_client, project, urls):
    other = ProjectFactory()
    workshop = project.workshops.get()
    before = (workshop.project_id, workshop.state, workshop.uid, workshop.sequence, workshop.start)

    manager_client.post(
        urls["workshop-edit"],
        {
            "title": "New title",
            "project": other.pk,
            "state": "cancelled",
            "uid": "mine",
            "sequence": 9,
            "start": "2030-01-01",
        },
    )

    workshop.refresh_from_db()
    assert workshop.title == "New title"
    assert (workshop.project_id, workshop.state, workshop.uid, workshop.sequence, workshop.start) == before


def test_point_24_extra_fields_of_a_touchpoint_change_nothing(manager_client, project, urls):
    touchpoint = project.workshops.get().touchpoints.get()
    before = (touchpoint.workshop_id, touchpoint.state, touchpoint.kind, touchpoint.revision)

    manager_client.post(
        urls["touchpoint-edit"],
        {
            "name": "New name",
            "first_day": -7,
            "last_day": -5,
            "audience": "all",
            "workshop": WorkshopFactory().pk,
            "state": "done",
            "kind": "recap",
            "revision": 9,
            "opens_at": "2020-01-01",
        },
    )

    touchpoint.refresh_from_db()
    assert touchpoint.name == "New name"
    assert (touchpoint.workshop_id, touchpoint.state, touchpoint.kind, touchpoint.revision) == before
