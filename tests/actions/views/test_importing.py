"""The upload: a preview first, and saved only after a yes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions import services
from actions.models import ActionItem
from tests.actions.services.test_items import NOW
from tests.factories.actions import ActionItemFactory

pytestmark = pytest.mark.django_db

TABLE = (
    "id,action,owner,due_date,status,source,notes,effort\n"
    "A-1,Write it,BI Lead,2026-12-20,open,,,3 d\n"
    "A-2,Same,,,,,,\n"
    ",New one,,,,,,\n"
    ",,,,lost,,,\n"
)


@pytest.fixture
def page(project):
    ActionItemFactory(project=project, key="A-1", action="Write it", owner=None, owner_text="BI Lead")
    ActionItemFactory(project=project, key="A-2", action="Same", owner=None, due_on=None)
    return reverse("actions:action-import", args=[project.pk])


def upload(client, page, data, name="log.csv"):
    content = data.encode() if isinstance(data, str) else data
    return client.post(page, {"file": SimpleUploadedFile(name, content)})


def confirm(client, page, preview):
    form = preview.context["form"]
    return client.post(page, {name: form[name].value() for name in ("content", "digest")})


def test_a_preview_shows_what_would_happen_and_saves_nothing(manager_client, page):
    response = upload(manager_client, page, TABLE)

    plan = response.context["plan"]
    assert [(row.number, row.item.key, row.changes) for row in plan.changed] == [
        (2, "A-1", {"due": ["2026-12-18", "2026-12-20"], "“effort”": ["", "3 d"]})
    ]
    assert [(row.number, row.item.action) for row in plan.new] == [(4, "New one")]
    assert (plan.unchanged, [(row.row, row.reason) for row in plan.wrong]) == (
        1,
        [(5, "The action is missing.")],
    )
    assert "The action log has no field for “effort”" in response.text
    assert "Save 1 new and 1 changed" in response.text
    assert ActionItem.objects.count() == 2


def test_the_confirmed_preview_is_saved_and_a_second_upload_finds_nothing_to_do(
    manager_client, manager, page
):
    saved = confirm(manager_client, page, upload(manager_client, page, TABLE))
    log = manager_client.get(saved["Location"])
    again = upload(manager_client, page, TABLE)

    new = ActionItem.objects.get(key="A-3")
    assert (new.action, new.history.get().by) == ("New one", manager)
    assert "The table is imported: 1 new, 1 changed, 1 unchanged; 1 wrong row was left out." in log.text
    assert again.context["plan"].is_empty
    assert "There is nothing to save" in again.text


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_the_file_comes_through_the_preview_to_the_byte(manager_client, page, encoding):
    data = 'id;action;notes\r\nA-9;Größe;"eins\r\nzwei"\r\n'.encode(encoding)

    confirm(manager_client, page, upload(manager_client, page, data))

    item = ActionItem.objects.get(key="A-9")
    assert (item.action, item.notes) == ("Größe", "eins\nzwei")


def test_a_log_that_changed_after_the_preview_is_shown_again_before_anything_is_saved(manager_client, page):
    preview = upload(manager_client, page, TABLE)
    item = ActionItem.objects.get(key="A-1")
    services.update_action(action_id=item.pk, version=1, values={"notes": "theirs"}, by=None, now=NOW)

    stale = confirm(manager_client, page, preview)
    counted = ActionItem.objects.count()
    confirm(manager_client, page, stale)

    assert "The action log changed since this preview." in stale.text
    assert (counted, ActionItem.objects.count()) == (2, 3)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The first row names no column “action”."),
        (b"\x00" * 3, "The first row names no column “action”."),
        (b"action\n" + b"x" * 1024 * 1024, "The file is larger than 1 MB. Split it."),
        (b"\x89PNG\r\n\x1a\n\x81", "The file is not text. Save it as CSV (UTF-8) and upload that."),
    ],
)
def test_a_file_that_is_no_action_log_is_refused_beside_the_field(manager_client, page, data, reason):
    response = upload(manager_client, page, data)

    assert response.context["form"].errors["file"][0].startswith(reason)


def test_no_file_at_all_is_said(manager_client, page):
    response = manager_client.post(page, {"other": "x"})

    assert response.context["form"].errors == {"file": ["This field is required."]}


@pytest.mark.parametrize(
    "data",
    [
        {"digest": "x", "content": "not base64!"},
        {"digest": "x"},
        {"digest": "", "content": "YQ=="},
        {"digest": "x" * 64, "content": "YWN0aW9uLGFjdGlvbgo="},
        {"digest": "\0", "content": "é"},
    ],
)
def test_a_forged_confirmation_saves_nothing_and_breaks_nothing(manager_client, page, data):
    response = manager_client.post(page, data)

    assert (response.status_code, ActionItem.objects.count()) == (200, 2)
    assert response.context["error"]
