"""Actions of two people who become one."""

from datetime import timedelta

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import START, PersonFactory
from workshops.services import merge_people


def test_actions_get_the_new_owner_a_version_and_a_line_in_their_history(project, manager):
    kept = PersonFactory(project=project, name="Ada Quill", email="ada@example.org")
    gone = PersonFactory(project=project, name="A. Quill", email="quill@example.com")
    item = ActionItemFactory(project=project, owner=gone)
    version, now = item.version, START - timedelta(days=2)

    merge_people(kept_id=kept.pk, gone_id=gone.pk, name=kept.name, email=kept.email, by=manager, now=now)

    item.refresh_from_db()
    event = item.history.get()
    assert (item.owner, item.version) == (kept, version + 1)
    assert (event.by, event.at) == (manager, now)
    assert event.changes == {"owner": ["A. Quill <quill@example.com>", "Ada Quill <ada@example.org>"]}
