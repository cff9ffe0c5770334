"""The points of the security list that the action log touches; each test carries its point's number."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import ActionEvent, ActionItem, SavedFilter
from tests.actions.broken_files import BROKEN_FILES
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, ProjectFactory, RiskFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
FORMULAS = ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "'=1", '=HYPERLINK("http://x.example")', "＝1"]


@pytest.fixture
def item(project):
    return ActionItemFactory(project=project, workshop=WorkshopFactory(project=project), key="A-1")


def addresses(item: ActionItem) -> dict[str, str]:
    """Every address of the room, for one action."""
    ids = {
        "action-log": item.project_id,
        "action-export": item.project_id,
        "action-import": item.project_id,
        "action-edit": item.pk,
        "action-comment": item.pk,
        "action-cell": item.pk,
        "action-bulk": item.project_id,
        "saved-filters": item.project_id,
        "subscription": item.project_id,
        "action-charts": item.project_id,
        "saved-filter": SavedFilter.objects.get_or_create(
            project=item.project, user=item.project.memberships.get(role="manager").user, name="Late"
        )[0].pk,
        "risk-panel": RiskFactory(workshop=item.workshop).pk,
        "workshop-panel": item.workshop_id,
        "capture": item.workshop_id,
    }
    more = {"action-cell": ["notes"]}
    return {name: reverse(f"actions:{name}", args=[pk, *more.get(name, [])]) for name, pk in ids.items()}


def upload(client: Client, project_id: int, content: bytes):
    page = reverse("actions:action-import", args=[project_id])
    return client.post(page, {"file": SimpleUploadedFile("log.csv", content)})


def save(client: Client, project_id: int, preview):
    form = preview.context["form"]
    data = {name: form[name].value() for name in ("content", "digest")}
    return client.post(reverse("actions:action-import", args=[project_id]), data)


@pytest.mark.any_database
def test_23_the_table_names_every_address_of_the_room(item):
    from actions.urls import urlpatterns

    # Pages behind a signed link have no sign-in to test here; their own points are with their tokens.
    signed_in = {pattern.name for pattern in urlpatterns if "token" not in str(pattern.pattern)}
    # Held with the pages of people, recaps and plans that show them.
    elsewhere = {"person-panel", "agreed", "carry"}
    assert set(addresses(item)) == signed_in - elsewhere


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
@pytest.mark.any_database
def test_23_a_foreign_id_is_a_404_on_every_method(stranger_client, item, method, headers):
    data = {"action": "Ask", "state": "done", "version": "1"}
    options = {"data": data} if method == "post" else {}

    codes = {
        name: getattr(stranger_client, method)(url, headers=headers, **options).status_code
        for name, url in addresses(item).items()
    }

    assert codes == dict.fromkeys(codes, 404)
    assert (ActionItem.objects.count(), ActionEvent.objects.count()) == (1, 0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.any_database
def test_23_without_a_sign_in_every_address_leads_to_it(client, item, method):
    answers = [getattr(client, method)(url) for url in addresses(item).values()]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"].split("?")[0] for answer in answers} == {reverse("login")}


@pytest.mark.any_database
def test_23_a_member_sees_and_changes_but_uploads_nothing(member_client, item):
    urls = addresses(item)
    codes = {name: member_client.get(url).status_code for name, url in urls.items()}
    posted = upload(member_client, item.project_id, b"action\nAsk\n")

    # The manager's own filters are nobody else's; what only takes a POST leads back to the log.
    managers = dict.fromkeys(["action-import", "capture", "saved-filter"], 404)
    assert codes == dict.fromkeys(codes, 200) | managers | {"action-bulk": 302, "action-cell": 302}
    assert posted.status_code == 404


def test_24_extra_fields_change_nothing(member_client, item):
    elsewhere = ActionItemFactory(key="A-9")
    foreign = {
        "id": elsewhere.pk,
        "pk": elsewhere.pk,
        "project": elsewhere.project_id,
        "project_id": elsewhere.project_id,
        "key": "X-1",
        "closed_at": "2020-01-01",
        "owner_id": elsewhere.owner_id,
        "workshop_id": 1,
    }
    urls = addresses(item)

    member_client.post(urls["action-cell"], foreign | {"version": 1, "state": "done", "action": "Mine"})
    member_client.post(urls["action-log"], foreign | {"action": "New", "state": "done"})

    item.refresh_from_db()
    added = ActionItem.objects.get(action="New")
    assert (item.project_id != elsewhere.project_id, item.key, item.action) == (True, "A-1", item.action)
    assert item.action.startswith("Write runbook")
    assert (added.project_id, added.key, added.state, added.owner) == (item.project_id, "A-2", "open", None)


def test_24_an_owner_or_a_workshop_of_another_project_cannot_be_chosen(member_client, item):
    stranger = PersonFactory(name="Nobody Here", email="nobody@elsewhere.example")
    workshop = WorkshopFactory()
    url = addresses(item)["action-edit"]
    data = {"version": 1, "action": "Ask", "state": "open", "owner": stranger.email}

    member_client.post(url, data)
    refused = member_client.post(url, data | {"version": 2, "workshop": workshop.pk})

    item.refresh_from_db()
    assert (item.owner, item.owner_text) == (None, "nobody@elsewhere.example")
    assert "workshop" in refused.context["form"].errors


def test_25_pages_search_and_exports_hold_only_their_own_project(manager_client, item):
    ActionItemFactory(
        action="Secret of others", owner__name="Hidden Person", notes="runbook", source="runbook"
    )
    urls = addresses(item)

    pages = [
        manager_client.get(urls["action-log"], {"q": "runbook"}),
        manager_client.get(
            urls["action-log"], {"workshop": ActionItem.objects.latest("pk").workshop_id or 0}
        ),
        manager_client.get(urls["action-edit"]),
        manager_client.get(urls["workshop-panel"]),
        manager_client.get(urls["action-export"]),
    ]

    assert [("Secret" in page.text, "Hidden" in page.text) for page in pages] == [(False, False)] * 5


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_26_the_way_back_leads_only_to_our_own_pages(manager_client, item, wanted):
    urls = addresses(item)
    data = {"version": 1, "state": "done", "next": wanted}

    page = manager_client.get(urls["action-edit"], {"next": wanted})
    response = manager_client.post(urls["action-cell"], data)

    assert "evil.example" not in page.text
    assert "alert(1)" not in page.text
    assert response["Location"] == urls["action-log"]


def test_27_every_form_needs_its_token(manager, item):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)

    codes = [client.post(url, {"action": "Ask"}).status_code for url in addresses(item).values()]

    assert codes == [403] * len(codes)


def test_31_no_cell_of_the_download_is_a_formula_and_all_come_back_the_same(manager_client, item):
    project = item.project
    for number, text in enumerate(FORMULAS):
        ActionItemFactory(
            project=project,
            key=f"={number}",
            action=text,
            owner=None,
            owner_text=text,
            source=text,
            notes=text,
        )

    file = manager_client.get(addresses(item)["action-export"])
    preview = upload(manager_client, project.pk, file.content)

    cells = [cell for row in csv.reader(io.StringIO(file.text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\0＝＋－＠"))] == []
    plan = preview.context["plan"]
    assert (plan.unchanged, plan.new, plan.changed, plan.wrong) == (len(FORMULAS) + 1, [], [], [])


@pytest.mark.parametrize(
    "line",
    [
        "A-2,a\0b,,,,,",
        "A-2,Ask,,,,,a\0b",
        "A-2,Ask \ud800,,,,,",
        "A-2,Ask,,,,,\udfff",
        "A-2," + "x" * 200_000 + ",,,,,",
        "A-2,Ask,,,,," + "x" * 200_000,
        'A-2,Ask,,,,,"' + "x\n" * 100_000 + '"',
        "A-2,Ask,,,,," + ",x" * 100_000,
    ],
    ids=["nul", "nul-notes", "surrogate", "surrogate-notes", "long", "long-notes", "long-lines", "columns"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_32_what_no_database_holds_is_a_row_error_and_the_others_are_kept(
    manager_client, item, line, encoding
):
    text = f"id,action,owner,due_date,status,source,notes\n{line}\nA-3,Ask,,,,,\n"

    preview = upload(manager_client, item.project_id, text.encode(encoding, "surrogatepass"))
    save(manager_client, item.project_id, preview)

    assert [row.row for row in preview.context["plan"].wrong] == [2]
    assert list(ActionItem.objects.exclude(pk=item.pk).values_list("key", flat=True)) == ["A-3"]


def test_32_a_million_columns_are_an_error_of_the_row_or_of_the_file(manager_client, item):
    in_a_row = upload(manager_client, item.project_id, b"action\n" + b"," * 1_000_000 + b"x\nAsk\n")
    in_the_header = upload(manager_client, item.project_id, b"action" + b"," * 1_000_000 + b"\nAsk\n")

    plan = in_a_row.context["plan"]
    assert [row.reason for row in plan.wrong] == ["The row has 1,000,001 cells, the first row 1."]
    assert [row.item.action for row in plan.new] == ["Ask"]
    assert in_the_header.context["form"].errors == {"file": ["The first row has more than 100 columns."]}


def test_32_nothing_typed_into_a_form_breaks_the_server(manager_client, item):
    urls = addresses(item)
    nasty = {"q": "\0", "owner": "\0", "action": "a\0b", "notes": "\0", "version": "9" * 30, "state": "\0"}

    codes = [manager_client.get(url, nasty).status_code for url in urls.values()]
    codes += [manager_client.post(url, nasty | {"due_on": "0000-00-00"}).status_code for url in urls.values()]

    assert set(codes) == {200, 302}
    assert ActionEvent.objects.count() == 0


HEADER = "id,action,owner,due_date,status,source,notes\n"
CELLS = ["A-1", "=1", "\0", "\ud800", "done", "2026-12-14", "x" * 600, "\u2028", "é", "nobody@example.org"]
PIECES = st.sampled_from([HEADER, ",", ";", '"', "\n", "\r\n", *CELLS])


@settings(max_examples=BROKEN_FILES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(PIECES | st.text(max_size=4), max_size=25), encoding=st.sampled_from(["utf-8", "utf-16"])
)
def test_32_no_broken_file_gives_a_server_error_and_a_saved_one_changes_nothing_again(
    manager_client, item, pieces, encoding
):
    content = "".join(["id,action,owner\n", *pieces]).encode(encoding, "surrogatepass")

    preview = upload(manager_client, item.project_id, content)
    saved = save(manager_client, item.project_id, preview)
    again = upload(manager_client, item.project_id, content)

    assert (preview.status_code, saved.status_code, again.status_code) == (200, 302, 200)
    assert again.context["plan"].is_empty


def test_34_a_file_has_a_size_limit_and_comes_back_as_an_attachment(manager_client):
    project = manager_client.get("/").wsgi_request.user.memberships.get().project
    too_large = upload(manager_client, project.pk, b"action\n" + b"x" * 1024 * 1024)
    download = manager_client.get(reverse("actions:action-export", args=[project.pk]))

    assert too_large.context["form"].errors == {"file": ["The file is larger than 1 MB. Split it."]}
    assert download["Content-Disposition"].startswith('attachment; filename="harbour-forecast-')
    assert download["X-Content-Type-Options"] == "nosniff"


def test_34_a_projects_name_cannot_break_the_file_name(manager, manager_client):
    project = ProjectFactory(name='x"; filename="evil.exe', manager=manager)

    download = manager_client.get(reverse("actions:action-export", args=[project.pk]))

    assert download["Content-Disposition"] == 'attachment; filename="x-filenameevilexe-actions.csv"'


def test_5_what_people_wrote_is_inert_on_every_page(manager_client, item):
    ActionItem.objects.update(
        action="<script>alert(1)</script>", notes="<img src=x onerror=alert(1)>", source="<i>s</i>", key="<b>"
    )
    urls = addresses(item)

    pages = [manager_client.get(urls[name]).text for name in ("action-log", "action-edit", "workshop-panel")]

    assert [
        tag for page in pages for tag in ("<script>alert", "<img src=x", "<i>s", "<b>") if tag in page
    ] == []
