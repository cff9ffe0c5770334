from workshops.plan_document import parse

PLAN = """# Communication Plan – Workshop 3: Data Model

## 1. Timeline & Touchpoints

- **T+0 / T+1:** Recap.

## 2. Recap (T+0 / T+1)

**To:** Participants
**Subject:** `Recap`

Hello,

**When:** last Monday

**1. What we decided**
- `<each decision, in its words>`

**2. Who does what**
- `<names>`

**3. Next steps**
- Draw the model.
"""


def test_recap_sections_may_begin_with_a_question_word():
    sections = [section.heading for section in parse(PLAN).recap_sections]

    assert sections == ["What we decided", "Who does what", "Next steps"]
