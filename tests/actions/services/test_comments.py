"""A word about an action."""

import pytest

from actions import services
from actions.models import ActionComment
from tests.actions.services.test_items import NOW
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory
from workshops.services.errors import ServiceError

pytestmark = pytest.mark.django_db


def test_a_comment_names_who_said_it_and_leaves_the_action_as_it_is(manager):
    item = ActionItemFactory()
    ada = PersonFactory(project=item.project, name="Ada Quill")

    services.comment_on_action(action_id=item.pk, text=" First\r\nline ", by=manager, now=NOW)
    services.comment_on_action(action_id=item.pk, text="Second", person=ada, now=NOW)

    item.refresh_from_db()
    assert [(comment.who, comment.text) for comment in item.comments.all()] == [
        (str(manager), "First\nline"),
        ("Ada Quill", "Second"),
    ]
    assert (item.version, item.history.count()) == (1, 0)


@pytest.mark.parametrize("text", ["", " \n", "a\0b", "x" * 2001])
def test_what_cannot_be_kept_is_refused(manager, text):
    item = ActionItemFactory()

    with pytest.raises(ServiceError):
        services.comment_on_action(action_id=item.pk, text=text, by=manager, now=NOW)

    assert not ActionComment.objects.exists()
