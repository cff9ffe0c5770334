"""The program's own words: for its own touchpoints, and for those of a plan that gives no text.

All of them are Markdown with placeholders, and a manager may rewrite those of a plan.
"""

from dataclasses import dataclass

from workshops.states import TouchpointKind

# What a plan that says nothing of it gets.
DEFAULT_TITLE = "Workshop"
DEFAULT_MINUTES = 60
# A plan without a recap mail still needs a place for what came out.
RECAP_HEADINGS = ("Summary", "Decisions", "Actions", "Next steps")


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    body: str


_NONE = Text("", "")

_TEXTS: dict[str, Text] = {
    TouchpointKind.SAVE_THE_DATE: Text(
        "[{{ project.name }}] {{ workshop.title }} – hold the date",
        """Hi {{ person.first_name }},

please hold this time for the workshop **{{ workshop.title }}**:

- **When:** {{ workshop.when }}
- **Where:** {{ workshop.location }}

What we want to reach:

{{ workshop.objectives }}

The agenda and the pre-work will follow. Please answer with the button below, so that we know whom to expect.

Best regards,
{{ organizer.name }}""",
    ),
    TouchpointKind.AGENDA: Text(
        "[{{ project.name }}] {{ workshop.title }} – agenda & pre-work",
        """Hi {{ person.first_name }},

here is what we will go through in the workshop **{{ workshop.title }}**.

- **When:** {{ workshop.when }}
- **Where:** {{ workshop.location }}

**Agenda**

{{ workshop.agenda }}

**Pre-work**

{{ workshop.prework }}

Is there anything that limits what we can decide? Please reply before the workshop.

Best regards,
{{ organizer.name }}""",
    ),
    TouchpointKind.REMINDER: Text(
        "Reminder – {{ workshop.title }} is today",
        """Hi {{ person.first_name }},

our workshop **{{ workshop.title }}** is today:

- **Time:** {{ workshop.time }}
- **Where:** {{ workshop.location }}

See you there,
{{ organizer.name }}""",
    ),
    TouchpointKind.RECAP: Text(
        "[{{ project.name }}] {{ workshop.title }} – recap & next steps",
        """Hi {{ person.first_name }},

thank you for the workshop **{{ workshop.title }}**. This is what came out of it.

{{ recap.sections }}

Best regards,
{{ organizer.name }}""",
    ),
    TouchpointKind.FOLLOW_UP: Text(
        "[{{ project.name }}] {{ workshop.title }} – open questions & approvals",
        """Hi {{ person.first_name }},

these points of the workshop **{{ workshop.title }}** are still open. Please answer if one is yours.

**Open questions**

{{ followup.open_questions }}

**Approvals we wait for**

{{ followup.approvals }}

Best regards,
{{ organizer.name }}""",
    ),
    TouchpointKind.RSVP_REQUEST: Text(
        "Will you come? {{ workshop.title }}, {{ workshop.date }}",
        """Hi {{ person.first_name }},

we have no answer from you yet for the workshop **{{ workshop.title }}**:

- **When:** {{ workshop.when }}
- **Where:** {{ workshop.location }}

Please tell us whether you will come: a yes, a perhaps or a no helps us alike.

As soon as you accept, you get the agenda and the pre-work.

Best regards,
{{ organizer.name }}""",
    ),
    TouchpointKind.NUDGE: Text(
        "Please answer: {{ workshop.title }}, {{ workshop.date }}",
        """Hi {{ person.first_name }},

you are invited to the workshop **{{ workshop.title }}**, and we do not know yet whether you will come:

- **When:** {{ workshop.when }}
- **Where:** {{ workshop.location }}

A yes, a perhaps or a no helps us alike.

Best regards,
{{ organizer.name }}""",
    ),
    TouchpointKind.CHANGE_NOTICE: Text(
        "Changed: {{ workshop.title }} is on {{ workshop.date }}",
        """Hi {{ person.first_name }},

the workshop **{{ workshop.title }}** has changed. This is what holds now:

- **When:** {{ workshop.when }}
- **Where:** {{ workshop.location }}

The calendar entry that comes with this mail replaces the earlier one. \
If the change does not suit you, please change your answer.

Best regards,
{{ organizer.name }}""",
    ),
    TouchpointKind.CANCELLATION: Text(
        "Cancelled: {{ workshop.title }}, {{ workshop.date }}",
        """Hi {{ person.first_name }},

the workshop **{{ workshop.title }}**, planned for {{ workshop.when }}, does not take place. \
You need do nothing: the calendar entry that comes with this mail takes it out of your calendar.

Best regards,
{{ organizer.name }}""",
    ),
}


# A reminder that goes out before the day itself.
_REMINDER_AHEAD = Text(
    "Reminder – {{ workshop.title }}, {{ workshop.date }}",
    """Hi {{ person.first_name }},

our workshop **{{ workshop.title }}** is near:

- **When:** {{ workshop.when }}
- **Where:** {{ workshop.location }}

See you there,
{{ organizer.name }}""",
)


def text_for(kind: str, *, last_day: int = 0) -> Text:
    """The program's text for a kind of touchpoint; empty where only the manager can know what to say.

    `last_day` is that of its window: a reminder on the day before does not say that it is today.
    """
    if kind == TouchpointKind.REMINDER and last_day < 0:
        return _REMINDER_AHEAD
    return _TEXTS.get(kind, _NONE)
