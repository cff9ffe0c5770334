"""How people follow the log: filters under a name, and a calendar of their own due dates."""

from django.db import transaction

from actions.models import DueFeed, SavedFilter
from actions.models.reading import new_feed_key
from actions.sheet import clean_line
from workshops.models import Person, Project, User
from workshops.services.errors import ServiceError

# More than anybody finds again in a list.
MOST_FILTERS = 50


@transaction.atomic
def save_filter(*, project_id: int, user: User, name: str, query: str) -> SavedFilter:
    """Keep the filters of an address under a name; a name that the user has here already gets these."""
    # The lock makes two tabs of one user take turns.
    Project.objects.select_for_update().get(pk=project_id)
    own = SavedFilter.objects.filter(project_id=project_id, user=user)
    saved = own.filter(name=clean_line(name)).first() or SavedFilter(project_id=project_id, user=user)
    if saved.pk is None and own.count() >= MOST_FILTERS:
        raise ServiceError(f"You have {MOST_FILTERS} saved filters here. Delete one first.")
    saved.name, saved.query = clean_line(name), query
    saved.full_clean(exclude=["project", "user"])
    saved.save()
    return saved


@transaction.atomic
def rename_filter(*, saved: SavedFilter, name: str) -> None:
    """Another name for the same filters; ServiceError where the user has that name here already."""
    others = SavedFilter.objects.filter(project=saved.project_id, user=saved.user_id).exclude(pk=saved.pk)
    if others.filter(name=clean_line(name)).exists():
        raise ServiceError("You have a filter of this name already.")
    saved.name = clean_line(name)
    saved.full_clean(exclude=["project", "user"])
    saved.save(update_fields=["name"])


def delete_filter(*, saved: SavedFilter) -> None:
    saved.delete()


@transaction.atomic
def make_feed(*, person: Person) -> DueFeed:
    """The person's calendar address; one that was given out before stops to work."""
    Person.objects.select_for_update().get(pk=person.pk)
    feed = DueFeed.objects.filter(person=person).first() or DueFeed(person=person)
    DueFeed.objects.filter(person=person).exclude(pk=feed.pk).delete()
    feed.key = new_feed_key()
    feed.save()
    return feed


def stop_feed(*, person: Person) -> None:
    """No address of the person's calendar works any more."""
    DueFeed.objects.filter(person=person).delete()
