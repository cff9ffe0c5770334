"""Any text at all can be looked at while it is written."""

from contextlib import suppress

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emails.drafts import draft_of, look
from tests.examples import examples
from tests.factories.workshops import ParticipantFactory, TouchpointFactory
from workshops.models import Touchpoint
from workshops.placeholders import BY_NAME

MARKS = [
    *("{{", "}}", "{", "\\", "`", "**", "[x](", ")", "\n", "\r", "\x00", "\x01"),
    *("<b>", "<time>", "| a |", "- "),
]
texts = st.lists(st.sampled_from([*MARKS, *sorted(BY_NAME)]) | st.text(max_size=20), max_size=12).map("".join)


@pytest.fixture
def touchpoint(db: None) -> Touchpoint:
    touchpoint: Touchpoint = TouchpointFactory()
    ParticipantFactory(workshop=touchpoint.workshop)
    return touchpoint


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(subject=texts, body=texts)
def test_every_text_is_shown_or_refused_and_is_no_fault(touchpoint: Touchpoint, subject: str, body: str):
    data = QueryDict(mutable=True)
    data.update({"subject": subject, "body": body, "name": "N", "first_day": "x", "audience": "nonsense"})
    person = touchpoint.workshop.participants.get().person

    draft = draft_of(touchpoint.workshop, Touchpoint.objects.get(), data)
    with suppress(ValueError):
        mail = look(draft, person)
        assert mail.html
        assert "\n" not in mail.subject


def test_looking_leaves_the_draft_as_it_was_typed(touchpoint: Touchpoint):
    data = QueryDict(mutable=True)
    data.update({"subject": "", "body": "{{ nonsense }}"})
    draft = draft_of(touchpoint.workshop, touchpoint, data)

    look(draft, touchpoint.workshop.participants.get().person)

    assert (draft.touchpoint.subject, draft.touchpoint.body) == ("", "{{ nonsense }}")
