from django.urls import reverse

from tests.factories.workshops import PreWorkFactory, StakeholderGroupFactory, WorkshopFactory


def row(number, text, *, group="", audience="", place=""):
    values = {"text": text, "group": group, "audience": audience, "ORDER": place}
    return {f"items-{number}-{name}": value for name, value in values.items()}


def post(client, workshop, *rows, stored=0):
    data = {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": stored}
    for values in rows:
        data |= values
    return client.post(reverse("workshops:prework", args=[workshop.pk]), data)


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
