"""Signed links: whose they are, and when they end."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.factories.workshops import ParticipantFactory
from workshops import services
from workshops.links import (
    PREVIEW_KEY,
    is_preview,
    participant_of,
    participant_path,
    participant_token,
    participant_url,
)
from workshops.states import PartStat


@pytest.fixture
def participant(db: None):
    return ParticipantFactory()


def test_link_leads_to_its_participant(participant, early):
    token = participant_token(participant)

    assert participant_of(token, now=early) == participant


def test_point_12_link_is_built_from_site_url(participant, settings):
    settings.SITE_URL = "https://plan.example.org"

    assert participant_url(participant).startswith("https://plan.example.org/p/")


def test_point_17_cut_swapped_and_foreign_tokens_lead_nowhere(participant, early):
    other = ParticipantFactory()
    value, signature = participant_token(participant).split(":")
    other_value, _ = participant_token(other).split(":")
    wrong_purpose = Signer(salt="something else").sign(value)

    for token in [
        value,
        f"{value}:",
        f"{other_value}:{signature}",
        f"{value}:{signature[:-1]}",
        wrong_purpose,
    ]:
        assert participant_of(token, now=early) is None


def test_point_18_link_ends_60_days_after_the_workshop(participant):
    token = participant_token(participant)
    end = participant.workshop.end + timedelta(days=60)

    assert participant_of(token, now=end) == participant
    assert participant_of(token, now=end + timedelta(seconds=1)) is None


def test_point_18_revoked_link_ends_and_the_next_one_works(participant, early):
    token = participant_token(participant)

    services.revoke_link(participant_id=participant.pk, by=None, now=early)

    participant.refresh_from_db()
    assert participant_of(token, now=early) is None
    assert participant_of(participant_token(participant), now=early) == participant


def test_point_18_link_outlives_a_key_rotation(participant, early, settings):
    token = participant_token(participant)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-a-test"

    assert participant_of(token, now=early) == participant


def test_link_of_a_removed_participant_ends(participant, early):
    token = participant_token(participant)

    services.remove_participant(participant_id=participant.pk, by=None, now=early)

    assert participant_of(token, now=early) is None


def test_link_of_a_preview_is_nobodys_and_says_so(participant, early, client):
    key = participant.link_key
    participant.link_key = PREVIEW_KEY
    path = participant_path(participant)
    participant.link_key = key

    answers = [client.get(path), client.post(path, {"answer": "declined"})]

    participant.refresh_from_db()
    assert ["This is a preview" in answer.content.decode() for answer in answers] == [True, True]
    assert participant.partstat == PartStat.NEEDS_ACTION
    assert participant_of(path.split("/")[2], now=early) is None


def test_forged_link_of_a_preview_is_no_preview():
    assert not is_preview(f"1.{PREVIEW_KEY}")
    assert not is_preview(f"1.{PREVIEW_KEY}:x")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(50))
@given(token=st.text(max_size=300))
def test_any_text_is_no_token_and_no_error(participant, early, token):
    assert participant_of(token, now=early) is None
