"""Points 8, 11, 23 to 27, 32 and 34 on the pages of projects, people, members and plan import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.examples import examples
from tests.factories.workshops import (
    InvitationFactory,
    PersonFactory,
    ProjectFactory,
    StakeholderGroupFactory,
    UserFactory,
)
from workshops.invitation_links import invitation_token
from workshops.models import Invitation, Person, Project, User

OK, GONE, SIGN_IN, NOT_ALLOWED = 200, 404, 302, 405

# URL name, and what it answers to a manager, a member, and the manager of another project: on GET, then on
# POST without fields. A POST that changes something by itself redirects a manager.
TABLE = [
    ("project", (OK, OK, GONE), (OK, OK, GONE)),
    ("project-edit", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("people", (OK, OK, GONE), (OK, GONE, GONE)),
    ("group-new", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("members", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("workshop-new", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("plan-import", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("person", (OK, OK, GONE), (OK, OK, GONE)),
    ("person-edit", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("person-merge-choose", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("duplicates", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("person-revoke", (OK, GONE, GONE), (302, GONE, GONE)),
    ("person-delete", (OK, GONE, GONE), (302, GONE, GONE)),
    ("group-edit", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("group-delete", (OK, GONE, GONE), (302, GONE, GONE)),
    ("member-remove", (OK, GONE, GONE), (302, GONE, GONE)),
    ("member-role", (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), (302, GONE, GONE)),
    ("invitation-resend", (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), (302, GONE, GONE)),
    ("invitation-revoke", (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), (302, GONE, GONE)),
]
METHODS = ["get", "post"]
ROLES = ["manager", "member", "stranger"]


@pytest.fixture
def address(project):
    """The address of a page for a row of the project."""
    rows = {
        "person": PersonFactory(project=project).pk,
        "group": StakeholderGroupFactory(project=project).pk,
        "invitation": InvitationFactory(project=project).pk,
        "member": project.memberships.create(user=UserFactory(), role="member").pk,
    }

    def _is_of_row(name, kind, rest):
        return name == "person" or (rest not in ("", "new") and kind in rows)

    def find(name):
        kind, _, rest = name.partition("-")
        return reverse(f"workshops:{name}", args=[rows[kind] if _is_of_row(name, kind, rest) else project.pk])

    return find


@pytest.fixture
def browsers(manager_client, member_client, stranger_client):
    return dict(zip(ROLES, (manager_client, member_client, stranger_client), strict=True))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
@pytest.mark.any_database
def test_23_each_role_gets_what_the_table_says(row, method, address, browsers):
    name, *expected = row

    # The manager comes last: a deleted row would be a 404 to all who follow.
    answers = {role: getattr(browsers[role], method)(address(name)).status_code for role in reversed(ROLES)}

    assert answers == dict(zip(ROLES, expected[METHODS.index(method)], strict=True))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [row[0] for row in TABLE])
@pytest.mark.any_database
def test_23_without_sign_in_everything_leads_to_the_sign_in(name, method, address):
    url = address(name)

    answer = getattr(Client(), method)(url)

    assert (answer.status_code, answer.url) == (SIGN_IN, f"{reverse('login')}?next={url}")


@pytest.mark.parametrize("name", [row[0] for row in TABLE])
@pytest.mark.any_database
def test_23_an_id_that_nobody_has_is_the_same_404(name, manager_client):
    answer = manager_client.post(reverse(f"workshops:{name}", args=[987654321]))

    assert answer.status_code == GONE


def test_24_extra_fields_of_a_person_change_nothing(project, manager_client):
    other = ProjectFactory()
    person = PersonFactory(project=project)
    values = {"name": "Ada Marlow", "email": "marlow@example.org", "project": other.pk, "id": 1, "pk": 1}

    manager_client.post(reverse("workshops:person-edit", args=[person.pk]), values)

    person.refresh_from_db()
    assert (person.name, person.project_id) == ("Ada Marlow", project.pk)


def test_24_extra_fields_of_a_project_change_nothing(project, manager_client):
    values = {
        "name": "Renamed",
        "time_zone": "UTC",
        "working_days": ["1"],
        "id": 99,
        "created_at": "2000-01-01",
    }
    created_at = project.created_at

    manager_client.post(reverse("workshops:project-edit", args=[project.pk]), values)

    project.refresh_from_db()
    assert (project.name, project.created_at) == ("Renamed", created_at)
    assert not Project.objects.filter(pk=99).exists()


def test_24_an_invitation_gives_no_right_beyond_the_role(project, manager_client):
    values = {"email": "new@example.org", "role": "member", "is_staff": "on", "is_superuser": "on", "user": 1}

    manager_client.post(reverse("workshops:members", args=[project.pk]), values)

    invitation = Invitation.objects.get(email="new@example.org")
    token = invitation_token(invitation)
    taken = {"name": "Ada Quill", "password": "tidal-gauge-41", "again": "tidal-gauge-41", "is_staff": "on"}
    Client().post(reverse("workshops:join", args=[token]), {**taken, "role": "manager"})

    user = User.objects.get(email="new@example.org")
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert project.memberships.get(user=user).role == "member"


def test_24_role_is_one_of_two(project, manager_client):
    answer = manager_client.post(
        reverse("workshops:members", args=[project.pk]), {"email": "new@example.org", "role": "admin"}
    )

    assert list(answer.context["form"].errors) == ["role"]
    assert not Invitation.objects.exists()


def test_25_a_group_of_another_project_cannot_be_chosen(project, manager_client):
    foreign = StakeholderGroupFactory()
    person = PersonFactory(project=project, groups=[StakeholderGroupFactory(project=project)])
    url = reverse("workshops:person-edit", args=[person.pk])

    answer = manager_client.post(url, {"name": person.name, "email": person.email, "groups": [foreign.pk]})

    assert list(answer.context["form"].errors) == ["groups"]
    assert foreign not in person.groups.all()


def test_25_search_finds_nobody_of_another_project(project, manager_client):
    foreign = PersonFactory(name="Ada Elsewhere", groups=[StakeholderGroupFactory()])
    url = reverse("workshops:people", args=[project.pk])

    by_name = manager_client.get(url, {"q": "Elsewhere"})
    by_group = manager_client.get(url, {"group": foreign.groups.get().pk})

    assert "Ada Elsewhere" not in by_name.content.decode() + by_group.content.decode()


def test_25_import_changes_nobody_of_another_project(project, manager_client):
    foreign = PersonFactory(name="Ada Quill", email="ada@example.org")
    values = {"import": "1", "list-text": "name,email\nChanged,ada@example.org"}

    manager_client.post(reverse("workshops:people", args=[project.pk]), values)

    foreign.refresh_from_db()
    assert foreign.name == "Ada Quill"


def test_27_a_post_without_the_csrf_token_is_refused(project, manager):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    person = PersonFactory(project=project)

    answer = client.post(reverse("workshops:person-delete", args=[person.pk]))

    assert answer.status_code == 403
    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize(
    "value", ["Ada\r\nBcc: bo@example.org", "Ada\nQuill", "Ada\x00Quill", "Ada\u2028Quill"]
)
def test_08_a_name_with_a_line_break_is_a_form_error(value, project, manager_client):
    values = {"add": "1", "person-name": value, "person-email": "ada@example.org"}

    answer = manager_client.post(reverse("workshops:people", args=[project.pk]), values)

    assert list(answer.context["person_form"].errors) == ["name"]
    assert not project.people.exists()


@pytest.mark.parametrize("name", ["Two\r\nlines", "Two\nlines"])
def test_08_a_project_or_group_name_with_a_line_break_is_a_form_error(name, project, manager_client):
    answer = manager_client.post(reverse("workshops:group-new", args=[project.pk]), {"name": name})

    assert list(answer.context["form"].errors) == ["name"]


ADDRESSES = [
    "ada@example.org,bo@example.org",
    "Ada Quill <ada@example.org>",
    "ada@example.org\r\nBcc: bo@example.org",
    "ada@example.org;bo@example.org",
    '"ada quill"@example.org',
]


@pytest.mark.parametrize("email", ADDRESSES)
def test_11_an_address_is_one_plain_address(email, project, manager_client):
    values = {"add": "1", "person-name": "Ada", "person-email": email}

    answer = manager_client.post(reverse("workshops:people", args=[project.pk]), values)

    assert list(answer.context["person_form"].errors) == ["email"]


@pytest.mark.parametrize(
    "row",
    [
        "A\x00da,ada@example.org,",
        f"{'A' * 200_000},ada@example.org,",
        "," * 1_000_000,
        "Ada,ada@example.org,Q\x00A",
        "=HYPERLINK(\x07),ada@example.org,",
        '"Ada\nQuill",ada@example.org,',
    ],
    ids=["NUL", "200 KB field", "a million columns", "NUL in a group", "control character", "line break"],
)
def test_32_a_row_that_cannot_be_kept_is_named_and_the_others_stay(row, project, manager_client):
    text = f"name,email,groups\n{row}\nBo Finch,bo@example.org,"

    answer = manager_client.post(
        reverse("workshops:people", args=[project.pk]),
        {"import": "1", "list-file": SimpleUploadedFile("people.csv", text.encode())},
    )

    assert [wrong.line for wrong in answer.context["wrong"]] == [2]
    assert [person.name for person in project.people.all()] == ["Bo Finch"]


@pytest.mark.parametrize("name", ["people", "plan-import"])
def test_34_a_file_has_a_size_limit(name, project, manager_client):
    file = SimpleUploadedFile("large.txt", b"x" * (1024 * 1024 + 1))
    values = {"import": "1", "list-file": file} if name == "people" else {"file": file}

    page = manager_client.post(reverse(f"workshops:{name}", args=[project.pk]), values).content.decode()

    assert "larger than 1 MB" in page


class AnyText(TestCase):
    """Whatever is posted, the answer is a page or a redirect, and never a server error."""

    def setup_example(self) -> None:
        super().setup_example()
        self.project = ProjectFactory(manager=UserFactory())
        self.client.force_login(self.project.memberships.get().user)

    @settings(max_examples=examples(30), deadline=None)
    @given(st.text(max_size=300))
    def test_32_any_list_of_people_is_answered(self, text: str) -> None:
        values = {"import": "1", "list-text": text.encode("utf-8", "replace").decode()}

        answer = self.client.post(reverse("workshops:people", args=[self.project.pk]), values)

        assert answer.status_code in (200, 302)

    @settings(max_examples=examples(30), deadline=None)
    @given(st.binary(max_size=300))
    def test_32_any_file_is_answered(self, data: bytes) -> None:
        values = {"import": "1", "list-file": SimpleUploadedFile("people.csv", data)}

        answer = self.client.post(reverse("workshops:people", args=[self.project.pk]), values)

        assert answer.status_code in (200, 302)
