"""What is put down while the workshop runs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from workshops.models.outcomes import RecapSection
from workshops.models.workshop import AgendaItem, OfWorkshopQuerySet, Workshop
from workshops.validators import one_line, plain_text


class MeetingNote(models.Model):
    """The notes of one agenda item, or of the meeting as a whole (without item and title).

    An item that leaves the agenda leaves its notes behind, under its title.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="meeting_notes")
    item = models.OneToOneField(
        AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="note"
    )
    title = models.CharField(max_length=300, blank=True, validators=[one_line])
    text = models.TextField(blank=True, validators=[plain_text])
    # Counts up with each change: whoever saves over words that they have not seen is told.
    version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(null=True, blank=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # The section of the recap that took the notes over, and which version of them.
    taken_into = models.ForeignKey(
        RecapSection, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    taken_version = models.PositiveIntegerField(default=0, editable=False)

    objects = OfWorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"], condition=Q(item=None, title=""), name="meeting_note_one_general"
            )
        ]

    def __str__(self) -> str:
        return self.title or "Notes of the meeting"

    @property
    def is_taken(self) -> bool:
        """What stands there now is in the recap already."""
        return self.taken_into_id is not None and self.taken_version == self.version
