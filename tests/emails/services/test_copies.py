"""Word of a copy that another one has taken the place of: of that one's address, and not of the newest."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails.models import Delivery, EarlierCopy, Suppression
from emails.services import release_suppression, resend_delivery, take_event
from emails.services.moves import DOUBT
from tests.emails.scenes import MINUTE, SAVE_THE_DATE_AT, Scene, run_tick, scheduled_plan
from tests.factories.emails import DeliveryFactory, EarlierCopyFactory
from workshops.models import Person

pytestmark = pytest.mark.django_db

OLD, RIGHT = "ada@example.org", "ada.quill@example.org"
RESENT_AT = SAVE_THE_DATE_AT + 10 * MINUTE
LATER = RESENT_AT + timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    scene = scheduled_plan()
    run_tick(SAVE_THE_DATE_AT)
    return scene


@pytest.fixture
def mail(scene) -> Delivery:
    """Sent, to an address that may turn out to be wrong."""
    return Delivery.objects.get(person=scene.ada.person)


def tell(
    message_id: str, kind: str, *, recipient: str = "", at: datetime = LATER, event_id: str = ""
) -> bool:
    return take_event(
        message_id=message_id,
        kind=kind,
        event_id=event_id or f"{kind}-{at}-{recipient}",
        at=at,
        reason="550 no such user",
        now=LATER,
        recipient=recipient,
    )


def correct(mail: Delivery) -> None:
    Person.objects.filter(pk=mail.person_id).update(email=RIGHT)


def resend(mail: Delivery) -> None:
    resend_delivery(delivery_id=mail.pk, by="robin", now=RESENT_AT)


def bounced_corrected_and_resent(mail: Delivery) -> None:
    """With the Message-ID that it had, as nobody has read it."""
    tell(mail.message_id, "bounced", at=SAVE_THE_DATE_AT + MINUTE)
    correct(mail)
    resend(mail)


def blocked() -> list[str]:
    return list(Suppression.objects.active().order_by("email").values_list("email", flat=True))


def state_of(mail: Delivery) -> str:
    return Delivery.objects.get(pk=mail.pk).state


def test_nothing_is_kept_of_a_mail_that_left_once(mail):
    assert not EarlierCopy.objects.exists()


def test_copy_is_kept_when_another_one_takes_its_place(mail):
    Delivery.objects.filter(pk=mail.pk).update(provider_id="0100-abc")

    resend(mail)

    [copy] = EarlierCopy.objects.all()
    assert (copy.delivery, copy.message_id, copy.provider_id) == (mail, mail.message_id, "0100-abc")
    assert (copy.email, copy.sent_at, copy.superseded_at) == (OLD, mail.sent_at, RESENT_AT)


def test_what_was_never_taken_leaves_no_copy(mail):
    Delivery.objects.filter(pk=mail.pk).update(state="dead", sent_at=None, email="")

    resend(mail)

    assert not EarlierCopy.objects.exists()


def test_copy_is_kept_once_however_often_the_next_one_fails(mail):
    for _ in range(2):
        resend(mail)
        Delivery.objects.filter(pk=mail.pk).update(state="dead")

    assert EarlierCopy.objects.count() == 1


@pytest.mark.parametrize("kind", ["complained", "bounced"])
def test_word_about_the_first_copy_blocks_its_address_and_leaves_the_newest_as_it_is(kind, mail):
    resend(mail)
    run_tick(RESENT_AT)

    is_news = tell(mail.message_id, kind)

    last = mail.events.last()
    assert (is_news, state_of(mail), blocked()) == (True, "sent", [OLD])
    assert (last.from_state, last.to_state, last.by) == ("sent", "sent", "the provider")
    assert last.cause.endswith(f", the copy to {OLD}: 550 no such user")


def test_complaint_about_the_first_copy_keeps_back_the_next_one(mail):
    resend(mail)

    tell(mail.message_id, "complained")

    assert (state_of(mail), blocked()) == ("suppressed", [OLD])


def test_repeat_of_a_word_about_the_first_copy_does_nothing(mail):
    resend(mail)
    run_tick(RESENT_AT)
    tell(mail.message_id, "bounced")
    before = mail.events.count()

    again = tell(mail.message_id, "bounced")

    assert (again, mail.events.count(), Suppression.objects.count()) == (False, before, 1)


@pytest.mark.parametrize("kind", ["delivered", "deferred"])
def test_good_word_about_the_first_copy_is_noted_and_blocks_nothing(kind, mail):
    resend(mail)
    run_tick(RESENT_AT)

    is_news = tell(mail.message_id, kind)

    assert (is_news, state_of(mail), blocked()) == (True, "sent", [])


def test_first_copy_is_found_by_the_providers_own_id(mail):
    Delivery.objects.filter(pk=mail.pk).update(provider_id="0100-abc")
    bounced_corrected_and_resent(mail)
    run_tick(RESENT_AT)

    tell("0100-abc", "bounced")

    assert (state_of(mail), blocked()) == ("sent", [OLD])


def test_late_word_that_blocks_nothing_for_a_while_leaves_the_address_open(mail):
    resend(mail)

    take_event(
        message_id=mail.message_id,
        kind="bounced",
        event_id="1",
        at=LATER,
        reason="452 mailbox full",
        now=LATER,
        is_lasting=False,
    )

    assert blocked() == []


@pytest.mark.parametrize("is_out", [True, False], ids=["sent again", "waiting"])
@pytest.mark.parametrize(
    "word",
    [{"recipient": OLD}, {"recipient": "Ada@Example.ORG"}, {"at": SAVE_THE_DATE_AT + 2 * MINUTE}],
    ids=["by its recipient", "however it is written", "by its time"],
)
def test_second_word_about_the_wrong_address_does_not_block_the_corrected_one(word, is_out, mail):
    bounced_corrected_and_resent(mail)
    if is_out:
        run_tick(RESENT_AT)

    is_news = tell(mail.message_id, "bounced", **word)

    assert (is_news, blocked()) == (True, [OLD])
    assert state_of(mail) == ("sent" if is_out else "queued")


def test_word_about_the_corrected_address_counts(mail):
    bounced_corrected_and_resent(mail)
    run_tick(RESENT_AT)

    tell(mail.message_id, "bounced", recipient=RIGHT)

    assert (state_of(mail), blocked()) == ("bounced", [RIGHT, OLD])


@pytest.mark.parametrize("recipient", [RIGHT, ""])
def test_word_about_the_corrected_address_counts_before_our_own_commit(recipient, mail):
    bounced_corrected_and_resent(mail)
    Delivery.objects.filter(pk=mail.pk).update(state="claimed", attempts=1)

    tell(mail.message_id, "bounced", recipient=recipient)

    mail.refresh_from_db()
    assert (mail.state, mail.email, blocked()) == ("bounced", RIGHT, [RIGHT, OLD])


def in_doubt(mail: Delivery, doubts: int) -> None:
    Delivery.objects.filter(pk=mail.pk).update(
        state="uncertain", doubts=doubts, not_before=SAVE_THE_DATE_AT + DOUBT
    )


def test_late_bounce_of_a_mail_in_doubt_does_not_block_the_corrected_address(mail):
    in_doubt(mail, 2)
    correct(mail)
    resend(mail)
    run_tick(RESENT_AT)

    tell(mail.message_id, "bounced", at=SAVE_THE_DATE_AT + MINUTE)

    assert (state_of(mail), blocked()) == ("sent", [OLD])


def test_nor_where_it_was_sent_once_more_by_itself(mail):
    in_doubt(mail, 1)
    correct(mail)
    run_tick(SAVE_THE_DATE_AT + DOUBT)

    tell(mail.message_id, "bounced", at=SAVE_THE_DATE_AT + MINUTE)

    mail.refresh_from_db()
    assert (mail.state, mail.email, blocked()) == ("sent", RIGHT, [OLD])


def test_word_about_a_mail_in_doubt_counts_for_the_one_sent_once_more_to_the_same_address(mail):
    in_doubt(mail, 1)
    run_tick(SAVE_THE_DATE_AT + DOUBT)

    tell(mail.message_id, "delivered", at=SAVE_THE_DATE_AT + MINUTE)

    assert (state_of(mail), EarlierCopy.objects.exists()) == ("delivered", False)


def test_nor_where_it_was_kept_back_until_the_address_was_corrected(scene, mail):
    in_doubt(mail, 1)
    run_tick(SAVE_THE_DATE_AT + DOUBT - MINUTE)
    Delivery.objects.filter(pk=mail.pk).update(state="suppressed")
    correct(mail)
    run_tick(RESENT_AT)

    tell(mail.message_id, "bounced", at=SAVE_THE_DATE_AT + MINUTE)

    mail.refresh_from_db()
    assert (mail.state, mail.email, blocked()) == ("sent", RIGHT, [OLD])


def test_copy_is_kept_when_its_address_is_released(mail):
    in_doubt(mail, 1)
    tell(mail.message_id, "bounced")
    Delivery.objects.filter(pk=mail.pk).update(state="suppressed")

    release_suppression(suppression_id=Suppression.objects.get().pk, by="robin", now=RESENT_AT)

    assert EarlierCopy.objects.get().email == OLD


def test_address_is_blocked_as_we_write_it_where_the_provider_writes_its_domain_in_ascii(mail):
    Delivery.objects.filter(pk=mail.pk).update(email="ada@bücher.example")

    tell(mail.message_id, "bounced", recipient="ada@xn--bcher-kva.example")

    assert (state_of(mail), blocked()) == ("bounced", ["ada@bücher.example"])


@pytest.mark.parametrize("recipient", ["", "undisclosed", "\x00@example.org", "x" * 400 + "@example.org"])
def test_word_with_a_recipient_that_is_no_address_is_about_the_newest(recipient, mail):
    tell(mail.message_id, "bounced", recipient=recipient)

    assert (state_of(mail), blocked()) == ("bounced", [OLD])


def test_copies_of_another_mail_with_the_same_address_change_nothing(mail):
    EarlierCopyFactory(email=OLD)

    tell(mail.message_id, "bounced", recipient=OLD)

    assert state_of(mail) == "bounced"


def test_copies_go_with_their_delivery(mail):
    resend(mail)

    mail.delete()

    assert not EarlierCopy.objects.exists()


def test_copies_are_found_in_as_many_questions_whatever_their_number():
    counts = []
    for number in (1, 3):
        delivery = DeliveryFactory(state="sent", attempts=1)
        copies = [EarlierCopyFactory(delivery=delivery) for _ in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tell(copies[0].message_id, "bounced")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_complaint_of_somebody_whom_the_provider_hides_counts_for_the_newest(mail):
    assert tell(mail.message_id, "complained", recipient="redacted@mail.example")

    assert (state_of(mail), blocked()) == ("complained", [OLD])
