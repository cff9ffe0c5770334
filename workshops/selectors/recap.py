"""Reads for the versions of a recap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workshops.models import Recap, RecapVersion, Workshop
from workshops.recap_changes import SectionChange, SectionText, changes_between


@dataclass(frozen=True, slots=True)
class Reading:
    """One version to read, beside another one to compare with where that is asked for."""

    version: RecapVersion
    sections: list[SectionText]
    # Newest first.
    versions: list[RecapVersion]
    compared: RecapVersion | None = None
    changes: tuple[SectionChange, ...] = ()

    @property
    def pair(self) -> list[RecapVersion]:
        """The two that are compared, the older one first."""
        both = [self.version, self.compared] if self.compared else [self.version]
        return sorted(both, key=lambda version: version.number)


def sections_of(version: RecapVersion) -> list[SectionText]:
    """What the version says; a section without words is left out, unless the actions stand there."""
    found = [SectionText.of(kept) for kept in version.sections]
    return [section for section in found if section.text or section.lists_actions]


def versions_of(recap: Recap) -> list[RecapVersion]:
    """All of them, the newest first."""
    return list(recap.versions.select_related("by", "addendum").order_by("-number"))


def told_versions(workshop: Workshop) -> list[RecapVersion]:
    """Those that participants may read: all that were not taken back in time. The newest first."""
    rows = RecapVersion.objects.filter(recap__workshop=workshop, withdrawn_at=None)
    return list(rows.select_related("by").order_by("-number"))


def changes_since(before: RecapVersion, after: RecapVersion) -> list[SectionChange]:
    return changes_between(
        [SectionText.of(kept) for kept in before.sections], [SectionText.of(kept) for kept in after.sections]
    )


def reading_of(versions: Sequence[RecapVersion], *, wanted: str, compared: str) -> Reading | None:
    """The version of this number, else the newest; None for a number that there is not."""
    by_number = {str(version.number): version for version in versions}
    version = by_number.get(wanted) if wanted else next(iter(versions), None)
    other = by_number.get(compared) if compared else None
    if version is None or (compared and other is None):
        return None
    reading = Reading(version, sections_of(version), list(versions), other)
    return replace(reading, changes=tuple(changes_since(*reading.pair))) if other else reading
