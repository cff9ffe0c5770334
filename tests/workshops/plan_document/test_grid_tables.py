"""Tables drawn with signs are tables."""

from workshops.plan_document import EmailSpec, GroupSpec, parse, write

SOURCE = """# Plan

## Groups

+-----------+--------------+
| **Group** | **Role**     |
+:==========+==============+
| Pilots    | know the     |
|           | tides        |
+-----------+--------------+
| Clerks    | write        |
+-----------+--------------+

## Timeline

+--------------+--------+
| When         | What   |
+==============+========+
| T--9 to T--7 | Invite |
+--------------+--------+

## Invite (T--9 to T--7)

+---------+--------+
| From    | Ada    |
+---------+--------+
| To      | Pilots |
+---------+--------+
| Subject | Tides  |
+---------+--------+

Hello

Ada
"""


def test_drawn_table_is_read_row_by_row() -> None:
    plan = parse(SOURCE)

    assert plan.groups == (GroupSpec("Pilots", "know the tides"), GroupSpec("Clerks", "write"))
    (touchpoint,) = plan.touchpoints
    assert (touchpoint.opens_day, touchpoint.closes_day, touchpoint.purpose) == (-9, -7, "Invite")
    assert touchpoint.email == EmailSpec("Ada", ("Pilots",), (), "Tides", "Hello\n\nAda")
    assert plan.unparsed == ()


def test_drawn_table_comes_out_to_the_letter() -> None:
    plan = parse(SOURCE)

    assert write(plan, SOURCE) == SOURCE
    assert parse(write(plan)) == plan


def test_drawing_that_is_no_table_is_told() -> None:
    plan = parse(
        "# Plan\n\n## Agenda\n\n+----+----+\n| a  | b\n+----+----+\n\n## Timeline\n\n- T-7: invite\n"
    )

    assert plan.agenda == ()
    assert [line.text for line in plan.unparsed] == ["| a  | b"]
