import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.workshops import (
    MembershipFactory,
    ParticipantFactory,
    PreWorkFactory,
    StakeholderGroupFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.edit_tags import prework_tag
from workshops.services import PreWorkEntry


def row(number, text, *, group="", audience="", place="", delete=False):
    values = {"text": text, "group": group, "audience": audience, "ORDER": place}
    if delete:
        values["DELETE"] = "on"
    return {f"items-{number}-{name}": value for name, value in values.items()}


def post(client, workshop, *rows, stored=0, in_place=False, **fields):
    data = {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": stored, **fields}
    for values in rows:
        data |= values
    headers = {"HX-Request": "true"} if in_place else {}
    return client.post(reverse("workshops:prework", args=[workshop.pk]), data, headers=headers)


def tag_of(workshop):
    return prework_tag(workshop.prework.all())


@pytest.fixture
def workshop(project):
    """One that asks everybody to read."""
    workshop = WorkshopFactory(project=project)
    PreWorkFactory(workshop=workshop, audience="All", text="Read it.")
    return workshop


@pytest.fixture
def changed(project, workshop):
    """The tag of the page that was open when another manager saved something else."""
    seen = tag_of(workshop)
    colleague = UserFactory(first_name="Mara", last_name="Lindqvist")
    MembershipFactory(project=project, user=colleague)
    services.save_prework(
        workshop_id=workshop.pk,
        items=[PreWorkEntry("All", None, "Theirs")],
        by=colleague,
        now=timezone.now(),
    )
    return seen


def prework_of(workshop):
    return list(workshop.prework.values_list("group_id", "audience", "text"))


def test_prework_is_saved_for_all_and_for_a_group(manager_client, project):
    workshop = WorkshopFactory(project=project)
    group = StakeholderGroupFactory(project=project, name="BI Lead")

    post(
        manager_client,
        workshop,
        row(0, "Read the overview."),
        row(1, "List the jobs.", group=group.pk),
        row(2, "Bring limits.", group=group.pk, audience="BI"),
        row(3, ""),
    )

    assert prework_of(workshop) == [
        (None, "All", "Read the overview."),
        (group.pk, "BI Lead", "List the jobs."),
        (group.pk, "BI", "Bring limits."),
    ]


def test_stored_prework_is_shown_and_kept(manager_client, project):
    workshop = WorkshopFactory(project=project)
    PreWorkFactory(workshop=workshop, audience="Everybody", text="Read it.")

    text = manager_client.get(reverse("workshops:prework", args=[workshop.pk])).content.decode()
    post(manager_client, workshop, row(0, "Read it.", audience="Everybody"), stored=1)

    assert "Read it." in text
    assert 'value="Everybody"' in text
    assert prework_of(workshop) == [(None, "Everybody", "Read it.")]


def test_group_without_a_task_is_asked_for_it(manager_client, project):
    workshop = WorkshopFactory(project=project)
    group = StakeholderGroupFactory(project=project)

    response = post(manager_client, workshop, row(0, "", group=group.pk))

    assert "What should they do?" in response.content.decode()
    assert prework_of(workshop) == []


def test_group_of_another_project_is_refused(manager_client, project):
    workshop = WorkshopFactory(project=project)
    foreign = StakeholderGroupFactory(name="Their secret group")

    response = post(manager_client, workshop, row(0, "Read it.", group=foreign.pk))

    text = response.content.decode()
    assert response.status_code == 200
    assert "Their secret group" not in text
    assert prework_of(workshop) == []


def test_saved_in_place_the_answer_says_so_and_gives_the_new_tag(manager_client, workshop):
    response = post(manager_client, workshop, row(0, "Bring it."), in_place=True, seen=tag_of(workshop))

    text = response.content.decode()
    assert response.status_code == 200
    assert "The pre-work is saved." in text
    assert f'value="{tag_of(workshop)}" hx-swap-oob="true"' in text
    assert prework_of(workshop) == [(None, "All", "Bring it.")]


def test_fault_in_place_comes_back_for_its_row_and_saves_nothing(manager_client, workshop):
    response = post(
        manager_client, workshop, row(0, "Read it."), row(1, "", audience="BI"), in_place=True, stored=1
    )

    text = response.content.decode()
    assert response.status_code == 422
    assert 'data-error-of="id_items-1-text"' in text
    assert "What should they do?" in text
    assert prework_of(workshop) == [(None, "All", "Read it.")]


@pytest.mark.parametrize("in_place", [True, False])
def test_change_by_somebody_else_is_told_and_neither_is_lost(manager_client, workshop, changed, in_place):
    response = post(manager_client, workshop, row(0, "Mine"), in_place=in_place, seen=changed)

    text = response.content.decode()
    assert "Mara Lindqvist changed this pre-work in the meantime" in text
    assert 'All: <span class="prose">Theirs</span>' in text
    assert prework_of(workshop) == [(None, "All", "Theirs")]
    if not in_place:
        assert "Mine</textarea>" in text
        assert f'name="seen" id="rows-seen" value="{changed}"' in text


def test_button_that_says_so_replaces_what_somebody_else_wrote(manager_client, workshop, changed):
    post(manager_client, workshop, row(0, "Mine"), seen=changed, overwrite=tag_of(workshop))

    assert prework_of(workshop) == [(None, "All", "Mine")]


def test_removal_is_undone_from_the_page_with_its_ticks(manager_client, workshop):
    participant = ParticipantFactory(workshop=workshop)
    workshop.prework.get().ticks.create(participant=participant, at=timezone.now())
    post(manager_client, workshop, row(0, "Read it.", audience="All", delete=True), row(1, "Bring it."))
    page = manager_client.get(reverse("workshops:prework", args=[workshop.pk])).content.decode()
    ticked = participant.prework_ticks.count()

    manager_client.post(reverse("workshops:prework-undo", args=[workshop.pk]))

    again = manager_client.get(reverse("workshops:prework", args=[workshop.pk])).content.decode()
    assert "Removed by your last change: “Read it.”." in page
    assert ticked == 0
    assert prework_of(workshop) == [(None, "All", "Read it."), (None, "All", "Bring it.")]
    assert participant.prework_ticks.get().prework.text == "Read it."
    assert "Removed by your last change" not in again


def test_undo_of_nothing_changes_nothing(manager_client, workshop):
    response = manager_client.post(reverse("workshops:prework-undo", args=[workshop.pk]), follow=True)

    assert "There is nothing to bring back." in response.content.decode()
    assert prework_of(workshop) == [(None, "All", "Read it.")]


def test_saving_while_one_works_is_one_line_of_history_and_no_change_is_none(manager_client, workshop):
    for text in ("Read", "Read th", "Read this.", "Read this."):
        post(manager_client, workshop, row(0, text), in_place=True)

    assert [event.detail for event in workshop.history.filter(kind="pre-work changed")] == ["1 item"]


def test_ends_of_lines_that_a_browser_sends_are_no_change(manager_client, workshop):
    workshop.prework.update(text="Read it:\n- all of it")
    participant = ParticipantFactory(workshop=workshop)
    workshop.prework.get().ticks.create(participant=participant, at=timezone.now())

    post(manager_client, workshop, row(0, "Read it:\r\n- all of it", audience="All"), stored=1)

    assert participant.prework_ticks.count() == 1
    assert not workshop.history.exists()
