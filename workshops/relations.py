"""What points to a row: found by looking at the models, so that no room's rows are ever forgotten."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import models
from django.db.models import CASCADE, PROTECT, Q, QuerySet

# Where the model's own name would not tell what the row is to the one it points to.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "workshops.Participant.person": ("participation with its answer", "participations with their answers"),
    "workshops.Workshop.organizer": ("workshop organized", "workshops organized"),
    "workshops.Constraint.flagged_by": ("constraint flagged", "constraints flagged"),
    "workshops.Person_groups.person": ("place in a group", "places in groups"),
    "actions.ActionItem.owner": ("action", "actions"),
    "emails.Delivery.person": ("mail with its story", "mails with their stories"),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key (or one-to-one) of `model` to the row in question."""

    model: type[models.Model]
    field: str
    goes_with_it: bool
    # As long as there is one, the row in question cannot be deleted.
    keeps_it: bool

    def rows(self, target: models.Model) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field: target})

    def words(self, count: int) -> str:
        name = f"{self.model._meta.label}.{self.field}"
        own = (str(self.model._meta.verbose_name), str(self.model._meta.verbose_name_plural))
        one, many = _WORDS.get(name, own)
        raised = " raised" if self.field == "raised_by" else ""
        return f"{count} {one if count == 1 else many}{raised}"

    @property
    def uniques(self) -> list[tuple[list[str], Q]]:
        """The sets of fields with the key in them that only one row may have, each with its condition."""
        meta = self.model._meta
        sets = [
            (list(rule.fields), rule.condition or Q())
            for rule in meta.total_unique_constraints + _partial_constraints(self.model)
        ]
        sets += [(list(names), Q()) for names in meta.unique_together]
        if getattr(meta.get_field(self.field), "unique", False):
            sets.append(([self.field], Q()))
        return [(names, condition) for names, condition in sets if self.field in names]

    def twin(self, row: models.Model, target: models.Model) -> models.Model | None:
        """The row of `target` in whose way `row` would come if it pointed there."""
        for names, condition in self.uniques:
            others = {name: getattr(row, name) for name in names if name != self.field}
            found = self.rows(target).filter(condition, **others).first()
            if found is not None and type(row)._base_manager.filter(condition, pk=row.pk).exists():
                twin: models.Model = found
                return twin
        return None


def _partial_constraints(model: type[models.Model]) -> list[models.UniqueConstraint]:
    return [
        rule
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields and rule.condition is not None
    ]


@cache
def relations_to(model: type[models.Model]) -> tuple[Relation, ...]:
    """Every foreign key to the model, hidden ones and those of many-to-many tables included."""
    found = [
        Relation(
            field.related_model, field.field.name, field.on_delete is CASCADE, field.on_delete is PROTECT
        )
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel)
    ]
    return tuple(sorted(found, key=lambda relation: (relation.model._meta.label, relation.field)))


@dataclass(frozen=True, slots=True)
class Hanging:
    """So many rows of one kind that hang on a row."""

    text: str
    goes_with_it: bool
    keeps_it: bool = False


def hanging_on(target: models.Model) -> list[Hanging]:
    """What hangs on the row, a line a kind, without the kinds of which there is none."""
    counted = ((relation, relation.rows(target).count()) for relation in relations_to(type(target)))
    return [
        Hanging(relation.words(count), relation.goes_with_it, relation.keeps_it)
        for relation, count in counted
        if count
    ]
