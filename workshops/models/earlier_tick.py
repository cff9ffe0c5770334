"""What was done of pre-work that the plan does not ask for any more."""

from django.db import models

from workshops.models.workshop import Participant


class EarlierTick(models.Model):
    """Counts again when the same words come back: a removal undone, a sentence typed and taken back."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="earlier_ticks")
    words = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.participant}: {self.words[:80]}"
