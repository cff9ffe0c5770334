"""The mails of invitations."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails.services.invitations import invitation_mail, send_invitations
from tests.factories.workshops import START, InvitationFactory, UserFactory
from workshops import services
from workshops.invitation_links import invitation_url
from workshops.models import Invitation

NOW = START - timedelta(days=20)


def invite(project, email="ada@example.org", by=None):
    return services.invite(project_id=project.pk, email=email, role="member", by=by, now=NOW)


def test_mail_leaves_once(project, mailoutbox):
    invitation = invite(project)

    counts = [send_invitations(now=NOW + timedelta(seconds=n)) for n in (1, 2)]

    invitation.refresh_from_db()
    assert counts == [1, 0]
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]
    assert (invitation.mailed_at, invitation.mail_due_at) == (NOW + timedelta(seconds=1), None)


def test_mail_says_who_invites_to_what_with_the_link_in_both_parts(project, manager):
    invitation = invite(project, by=manager)

    mail = invitation_mail(invitation, now=NOW)

    html, url = str(mail.alternatives[0][0]), invitation_url(invitation)
    assert str(manager) in mail.body
    assert url in mail.body
    assert url in html
    assert mail.reply_to == [f'"{manager}" <{manager.email}>']


def test_mail_says_the_same_to_known_and_unknown_addresses(project):
    UserFactory(email="bo@example.org")
    mails = [
        invitation_mail(invite(project, email), now=NOW).body
        for email in ("ada@example.org", "bo@example.org")
    ]
    urls = [invitation_url(row) for row in Invitation.objects.order_by("email")]

    assert mails[0].replace(urls[0], "LINK") == mails[1].replace(urls[1], "LINK")


def test_names_are_inert(project, manager):
    manager.first_name, manager.last_name = "<b>{{ x }}", "[click](https://evil.example)"
    manager.save()

    mail = invitation_mail(invite(project, by=manager), now=NOW)

    assert 'href="https://evil.example' not in str(mail.alternatives[0][0])
    assert "{{ x }}" in mail.body


def test_a_server_that_is_away_is_tried_again_and_told(project, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.emails.services.test_invitations.AwayBackend"
    invitation = invite(project)
    send_invitations(now=NOW)
    invitation.refresh_from_db()
    error, due = invitation.mail_error, invitation.mail_due_at

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_invitations(now=NOW + timedelta(minutes=10))

    invitation.refresh_from_db()
    assert "away" in error
    assert due == NOW + timedelta(minutes=10)
    assert (len(mailoutbox), invitation.mail_error) == (1, "")


def test_what_was_taken_back_or_ran_out_is_not_sent(project, mailoutbox):
    revoked = invite(project)
    services.revoke_invitation(invitation_id=revoked.pk, by=None, now=NOW)
    InvitationFactory(project=project, asked_at=NOW - timedelta(days=8), mail_due_at=NOW)

    send_invitations(now=NOW)

    assert mailoutbox == []


@pytest.mark.django_db
def test_nothing_due_is_one_query():
    with CaptureQueriesContext(connection) as queries:
        send_invitations(now=NOW)

    assert len(queries) == 1


def test_server_that_is_away_is_asked_once_and_each_mail_leaves_when_it_is_back(
    project, settings, monkeypatch, mailoutbox
):
    for name in ("ada", "bo", "cy"):
        invite(project, f"{name}@example.org")
    asked: list[str] = []

    def refuse(backend: AwayBackend) -> None:
        asked.append("open")
        raise ConnectionRefusedError("The mail server is away.")

    monkeypatch.setattr(AwayBackend, "open", refuse)
    before, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.AwayBackend"
    send_invitations(now=NOW)
    settings.EMAIL_BACKEND = before

    send_invitations(now=NOW + timedelta(minutes=1))
    send_invitations(now=NOW + timedelta(minutes=11))

    assert asked == ["open"]
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        f"{name}@example.org" for name in ("ada", "bo", "cy")
    ]


class AwayBackend:
    """A mail server that nobody reaches."""

    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        raise ConnectionRefusedError("The mail server is away.")

    def close(self):
        pass
