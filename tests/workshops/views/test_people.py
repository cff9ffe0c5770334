import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.workshops import (
    ParticipantFactory,
    PersonFactory,
    StakeholderGroupFactory,
    WorkshopFactory,
    WorkshopGroupFactory,
)
from workshops.models import Person


@pytest.fixture
def url(project):
    return reverse("workshops:people", args=[project.pk])


def post_list(client, url, text):
    return client.post(url, {"import": "1", "list-text": text})


def people_of(project):
    return sorted(
        (person.name, person.email, sorted(group.name for group in person.groups.all()))
        for person in project.people.all()
    )


def test_person_is_added_with_groups(url, project, manager_client):
    group = StakeholderGroupFactory(project=project, name="BI Lead")
    values = {"add": "1", "person-name": "Ada Quill", "person-email": "ada@example.org"}

    answer = manager_client.post(url, values | {"person-groups": [group.pk]})

    assert answer.url == url
    assert people_of(project) == [("Ada Quill", "ada@example.org", ["BI Lead"])]


def test_person_of_an_invited_group_takes_part_at_once(url, project, manager_client):
    invited = WorkshopGroupFactory(workshop=WorkshopFactory(project=project, draft=True, start=None))
    values = {"add": "1", "person-name": "Ada Quill", "person-email": "ada@example.org"}

    manager_client.post(url, values | {"person-groups": [invited.group_id]})

    assert [row.person.name for row in invited.workshop.participants.all()] == ["Ada Quill"]


def test_what_was_typed_stays_when_the_address_is_wrong(url, project, manager_client):
    values = {"add": "1", "person-name": "Ada Quill", "person-email": "ada@@example"}

    answer = manager_client.post(url, values)

    form = answer.context["person_form"]
    assert form.errors == {"email": ["Enter a valid email address."]}
    assert form["name"].value() == "Ada Quill"
    assert people_of(project) == []


def test_address_in_other_letters_is_taken(url, project, manager_client):
    PersonFactory(project=project, name="Ada Quill", email="ada@example.org")

    answer = manager_client.post(url, {"add": "1", "person-name": "Other", "person-email": "ADA@example.org"})

    assert answer.context["person_form"].errors == {"email": ["Ada Quill already has this address."]}


def test_list_names_bad_rows_by_line_and_keeps_the_good_ones(url, project, manager_client):
    rows = [
        "name,email,groups",
        "Ada Quill,ada@example.org,BI Lead; QA",
        "Bo Finch,no address,QA",
        "Cy Reed,cy@example.org,",
    ]

    answer = post_list(manager_client, url, "\n".join(rows))

    assert [(row.line, row.reason) for row in answer.context["wrong"]] == [
        (3, "“no address”: Give one plain address, such as name@example.org.")
    ]
    assert people_of(project) == [
        ("Ada Quill", "ada@example.org", ["BI Lead", "QA"]),
        ("Cy Reed", "cy@example.org", []),
    ]
    assert "Bo Finch,no address,QA" in answer.content.decode()


def test_addresses_out_of_a_mail_are_put_into_groups_at_once(url, project, manager_client):
    pilots = StakeholderGroupFactory(project=project, name="Pilots")
    addresses = "Ada Quill <ada@example.org>, Bo Finch <bo@example.org>"

    manager_client.post(url, {"import": "1", "list-text": addresses, "list-groups": [pilots.pk]})

    assert people_of(project) == [
        ("Ada Quill", "ada@example.org", ["Pilots"]),
        ("Bo Finch", "bo@example.org", ["Pilots"]),
    ]


def test_groups_that_a_list_makes_are_named(url, project, manager_client):
    StakeholderGroupFactory(project=project, name="BI Lead / Analytics Engineer")
    rows = "name,email,groups\nAda,ada@example.org,BI Lead;QA\n"

    log = manager_client.post(url, {"import": "1", "list-text": rows}, follow=True)

    assert [str(message) for message in log.context["messages"]] == [
        "1 added, 0 changed, 0 already there. Groups made: BI Lead; QA."
    ]


def test_list_is_uploaded_as_a_file(url, project, manager_client):
    file = SimpleUploadedFile(
        "people.csv", "\ufeffname,email,groups\r\nZoë Ñandú,zoe@example.org,QA\r\n".encode()
    )

    manager_client.post(url, {"import": "1", "list-file": file})

    assert people_of(project) == [("Zoë Ñandú", "zoe@example.org", ["QA"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_list_is_uploaded_in_the_encodings_of_spreadsheets(encoding, url, project, manager_client):
    file = SimpleUploadedFile("people.csv", "name,email\nZoë Müller,zoe@example.org\n".encode(encoding))

    manager_client.post(url, {"import": "1", "list-file": file})

    assert people_of(project) == [("Zoë Müller", "zoe@example.org", [])]


def test_same_list_again_changes_nothing(url, project, manager_client):
    values = {"import": "1", "list-text": "name,email,groups\nAda Quill,ada@example.org,QA\n"}

    answers = [manager_client.post(url, values, follow=True) for _ in range(2)]

    assert [str(message) for answer in answers for message in answer.context["messages"]] == [
        "1 added, 0 changed, 0 already there. Group made: QA.",
        "0 added, 0 changed, 1 already there.",
    ]
    assert people_of(project) == [("Ada Quill", "ada@example.org", ["QA"])]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            b"PK\x03\x04\x14\x00\x06\x00",
            "This is a Word or Excel document, not a text. "
            "Save it as one first: a plan as Markdown, a list as CSV.",
        ),
        (b"name,email\n" + b"x" * 1024 * 1024, "The list is larger than 1 MB."),
    ],
)
def test_file_that_cannot_be_read_is_a_field_error(data, reason, url, project, manager_client):
    answer = manager_client.post(url, {"import": "1", "list-file": SimpleUploadedFile("people.csv", data)})

    assert answer.context["import_form"].errors == {"file": [reason]}


def test_those_in_no_group_are_found(url, project, manager_client):
    PersonFactory(project=project, name="Ada").groups.add(StakeholderGroupFactory(project=project))
    PersonFactory(project=project, name="Bo")

    answer = manager_client.get(url, {"group": "none"})

    assert [person.name for person in answer.context["page"]] == ["Bo"]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_given_is_an_error(text, url, manager_client):
    answer = post_list(manager_client, url, text)

    assert answer.context["import_form"].errors == {"__all__": ["Choose a file or paste a text."]}


def test_list_is_searched_by_name_address_and_group(url, project, manager_client):
    quality = StakeholderGroupFactory(project=project, name="QA")
    PersonFactory(project=project, name="Ada Quill", email="ada@example.org", groups=[quality])
    PersonFactory(project=project, name="Bo Finch", email="bo@example.net")

    def found(**query):
        return [person.name for person in manager_client.get(url, query).context["page"]]

    assert found() == ["Ada Quill", "Bo Finch"]
    assert found(q="quill") == ["Ada Quill"]
    assert found(q="EXAMPLE.NET") == ["Bo Finch"]
    assert found(group=str(quality.pk)) == ["Ada Quill"]
    assert found(q="nobody") == []


@pytest.mark.parametrize("query", [{"q": "\x00"}, {"group": "9" * 30}, {"group": "x"}, {"page": "-1"}])
def test_search_bears_any_input(query, url, manager_client):
    assert manager_client.get(url, query).status_code == 200


def test_member_reads_the_list_and_cannot_add(url, project, member_client):
    PersonFactory(project=project, name="Ada Quill")

    page = member_client.get(url)
    answer = member_client.post(url, {"add": "1", "person-name": "Bo", "person-email": "bo@example.org"})

    assert "Ada Quill" in page.content.decode()
    assert "Import people" not in page.content.decode()
    assert answer.status_code == 404
    assert project.people.count() == 1


def test_person_is_changed(project, manager_client):
    group = StakeholderGroupFactory(project=project)
    person = PersonFactory(project=project, groups=[group])
    url = reverse("workshops:person-edit", args=[person.pk])

    manager_client.post(url, {"name": "Ada Marlow", "email": "marlow@example.org"})

    assert people_of(project) == [("Ada Marlow", "marlow@example.org", [])]


def test_two_who_edit_a_person_at_once_lose_nothing(project, manager_client):
    groups = StakeholderGroupFactory.create_batch(3, project=project)
    person = PersonFactory(project=project, name="Cy Marsh", email="cy@example.org")
    person.groups.set(groups[:1])
    address = reverse("workshops:person-edit", args=[person.pk])
    opened = {
        "name": "Cy Marsh",
        "email": "cy@example.org",
        "groups": [groups[0].pk],
        "seen": manager_client.get(address).context["form"]["seen"].value(),
    }
    manager_client.post(address, opened | {"email": "cy.marsh@example.org", "groups": [groups[1].pk]})

    again = manager_client.post(address, opened | {"groups": [groups[0].pk, groups[2].pk]}).context["form"]

    person.refresh_from_db()
    told = f"changed this in the meantime, and it says now: “{groups[1].name}”."
    assert told in again.errors["groups"][0]
    assert set(person.groups.all()) == {groups[1]}

    shown = {name: again[name].value() for name in ("name", "email", "groups", "seen")}
    manager_client.post(address, shown)

    person.refresh_from_db()
    # What only the other changed stays; what both changed is now a decision.
    assert (person.email, set(person.groups.all())) == ("cy.marsh@example.org", {groups[0], groups[2]})


def test_deleting_asks_first_and_says_what_goes(project, manager_client):
    person = PersonFactory(project=project)
    ParticipantFactory(workshop=WorkshopFactory(project=project), person=person)
    url = reverse("workshops:person-delete", args=[person.pk])

    page = manager_client.get(url).content.decode()
    still_there = Person.objects.filter(pk=person.pk).exists()
    manager_client.post(url)

    assert "1 participation with its answer" in page
    assert still_there
    assert not Person.objects.filter(pk=person.pk).exists()


def test_organizer_is_not_deleted(project, manager_client):
    workshop = WorkshopFactory(project=project)
    url = reverse("workshops:person-delete", args=[workshop.organizer_id])

    answer = manager_client.post(url, follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Person.objects.filter(pk=workshop.organizer_id).exists()
