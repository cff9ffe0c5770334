"""Lists of people, members and groups."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.factories.workshops import PersonFactory, ProjectFactory, StakeholderGroupFactory, WorkshopFactory
from workshops import services
from workshops.models import Membership, Person, Project
from workshops.people_csv import PersonRow, WrongRow, read_people
from workshops.services.people import PeopleImport
from workshops.states import Role


def imported(project: Project, text: str, now) -> PeopleImport:
    return services.import_people(project_id=project.pk, text=text, by=None, now=now)


def test_import_adds_people_with_their_groups(project, early):
    text = "name,email,groups\nAda Quill,ada@example.org,Data Engineers;BI Lead\nBo,bo@example.org,\n"

    result = imported(project, text, early)

    assert result == PeopleImport(new=2, made=["Data Engineers", "BI Lead"])
    ada = project.people.get(email="ada@example.org")
    assert sorted(group.name for group in ada.groups.all()) == ["BI Lead", "Data Engineers"]


def test_import_names_a_bad_row_with_its_line_and_keeps_the_good_ones(project, early):
    text = "name,email,groups\nAda,not an address,\nBo,bo@example.org,\nCy,,\n"

    result = imported(project, text, early)

    assert (result.new, [row.line for row in result.wrong]) == (1, [2, 4])
    assert [row.reason for row in result.wrong] == [
        "“not an address”: Give one plain address, such as name@example.org.",
        "The email address is missing.",
    ]


def test_everybody_on_a_list_comes_into_the_groups_chosen_for_all(project, early):
    pilots = StakeholderGroupFactory(project=project, name="Pilots")
    foreign = StakeholderGroupFactory()
    PersonFactory(project=project, name="Ada", email="ada@example.org")

    result = services.import_people(
        project_id=project.pk,
        text="Ada <ada@example.org>, Bo <bo@example.org>",
        group_ids=[pilots.pk, foreign.pk],
        by=None,
        now=early,
    )

    assert result == PeopleImport(new=1, changed=1)
    assert sorted(pilots.people.values_list("name", flat=True)) == ["Ada", "Bo"]
    assert not foreign.people.exists()


def test_address_without_a_name_renames_nobody(project, early):
    PersonFactory(project=project, name="Ada Quill", email="ada@example.org")

    result = imported(project, "ada@example.org; bo@example.org", early)

    assert (result.new, result.unchanged) == (1, 1)
    assert sorted(project.people.values_list("name", flat=True)) == ["Ada Quill", "bo"]


def test_second_import_of_the_same_list_changes_nothing(project, early):
    text = "name,email,groups\nAda,ada@example.org,Data Engineers\n"
    imported(project, text, early)

    result = imported(project, text, early)

    assert result == PeopleImport(unchanged=1)
    assert project.groups.count() == 1


def test_import_tells_people_apart_by_address_in_any_case(project, early):
    PersonFactory(project=project, name="Ada", email="ada@example.org")

    result = imported(project, "name,email\nAda Quill,ADA@example.org\n", early)

    assert result == PeopleImport(changed=1)
    assert project.people.get().name == "Ada Quill"


def test_import_leaves_other_projects_alone(project, early):
    stranger = PersonFactory(email="ada@example.org", name="Ada")

    imported(project, "name,email\nAda Quill,ada@example.org\n", early)

    stranger.refresh_from_db()
    assert stranger.name == "Ada"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Ada,ada@x.org,BI", [PersonRow(1, "Ada", "ada@x.org", ("BI",))]),
        ("\ufeffName;Email;Groups\nAda;ada@x.org;BI,Ops", [PersonRow(2, "Ada", "ada@x.org", ("BI", "Ops"))]),
        ("email\tname\nada@x.org\tAda", [PersonRow(2, "Ada", "ada@x.org", ())]),
        ("email\nada@x.org", [PersonRow(2, "ada", "ada@x.org", ())]),
        ('name,email\n"Quill, Ada",ada@x.org', [PersonRow(2, "Quill, Ada", "ada@x.org", ())]),
        ("", []),
    ],
)
def test_list_is_read_in_the_forms_that_people_write(text, rows):
    assert read_people(text) == (rows, [])


def test_point_32_hostile_cells_are_row_errors():
    text = "name,email\nA\x00da,ada@x.org\n" + "B" * 200_000 + ",bo@x.org\n" + "," * 1_000_000 + "\nC,c@x.org"

    rows, wrong = read_people(text)

    assert [row.email for row in rows] == ["c@x.org"]
    assert [row.line for row in wrong] == [2, 3, 4]


def test_point_11_an_address_is_one_plain_address():
    text = 'name,email\nA,"a@x.org,b@x.org"\nB,B <b@x.org>\nC,"c@x.org\nBcc: d@x.org"\n'

    rows, wrong = read_people(text)

    assert (rows, [row.line for row in wrong]) == ([], [2, 3, 4])


@given(st.text())
def test_reading_any_text_as_a_list_gives_rows_or_reasons(text):
    rows, wrong = read_people(text)

    assert all(isinstance(row, WrongRow) and row.reason for row in wrong)
    assert all("@" in row.email for row in rows)


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.sampled_from("a@.,;\"'\n\r\t\x00é\ud800 ="), max_size=80))
def test_importing_any_text_is_never_an_error(project, early, text):
    result = imported(project, "name,email,groups\n" + text, early)

    assert Person.objects.filter(project=project).count() >= result.new


def test_person_who_organizes_a_workshop_is_not_deleted(project, early):
    organizer = WorkshopFactory(project=project).organizer

    with pytest.raises(services.ServiceError, match="organizes"):
        services.delete_person(person_id=organizer.pk, by=None, now=early)

    assert Person.objects.filter(pk=organizer.pk).exists()


def test_last_manager_cannot_leave(project, manager, early):
    membership = Membership.objects.get(project=project, user=manager)

    with pytest.raises(services.ServiceError, match="needs a manager"):
        services.remove_member(membership_id=membership.pk, by=manager, now=early)

    assert Membership.objects.filter(pk=membership.pk).exists()


def test_last_manager_cannot_become_a_member(project, manager, early):
    membership = Membership.objects.get(project=project, user=manager)

    with pytest.raises(services.ServiceError, match="needs a manager"):
        services.change_role(membership_id=membership.pk, role=Role.MEMBER, by=manager, now=early)

    assert Membership.objects.get(project=project, user=manager).role == Role.MANAGER


def test_group_name_in_another_spelling_is_taken(project):
    services.save_group(project_id=project.pk, name="ETL / Data Engineers")

    with pytest.raises(services.ServiceError, match="already"):
        services.save_group(project_id=project.pk, name="etl/data  engineers")


def test_same_group_name_in_another_project_is_free(project):
    services.save_group(project_id=project.pk, name="Data Engineers")

    group = services.save_group(project_id=ProjectFactory().pk, name="Data Engineers")

    assert group.project != project
