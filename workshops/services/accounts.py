"""Who signs in: the name that others read."""

from django.db import transaction

from workshops.models import Person, User
from workshops.states import Role


def set_name(user: User, name: str) -> None:
    """The last word is the family name, as most write it; not saved yet."""
    first, _, last = name.strip().rpartition(" ")
    user.first_name, user.last_name = (first, last) if first else (last, "")


@transaction.atomic
def rename_user(*, user_id: int, name: str) -> User:
    """Set the name, also where a project that the user manages had to call them by their address.

    Raises ValidationError.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    set_name(user, name)
    user.full_clean(exclude=["email", "password"])
    user.save(update_fields=["first_name", "last_name"])
    managed = user.memberships.filter(role=Role.MANAGER).values("project")
    nameless = Person.objects.filter(
        project__in=managed, email__iexact=user.email, name=user.email.partition("@")[0]
    )
    nameless.update(name=user.get_full_name())
    return user
