"""What a plan plans for a time relative to its workshop."""

from datetime import time

from workshops.timing import Window


class Timed:
    """Something with a window, told flat: the document's dataclasses are read and compared that way."""

    __slots__ = ()

    opens_day: int
    closes_day: int
    daypart: str
    is_after: bool
    in_working_days: bool
    at: time | None
    minutes: int | None

    @property
    def timing(self) -> Window:
        """When it opens and closes, as the program reckons."""
        return Window(
            self.opens_day,
            self.closes_day,
            self.daypart,
            self.is_after,
            in_working_days=self.in_working_days,
            at=self.at,
            minutes=self.minutes,
        )
