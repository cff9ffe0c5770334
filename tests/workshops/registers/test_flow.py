from hypothesis import given
from hypothesis import strategies as st

from workshops.registers.flow import COLUMN, HEAD, INSET, LAYERS, LETTER, WIDTH, Node, cut, draw, in_order


def ids(nodes):
    return [node.id for node in nodes]


def test_a_bar_reaches_from_its_first_layer_to_its_last():
    (bar,) = draw([Node(1, "P-1 Landing", "staging", "core")]).bars

    assert (bar.x, bar.width) == (COLUMN + INSET, 2 * COLUMN - 2 * INSET)


def test_layers_named_the_wrong_way_round_are_drawn_all_the_same():
    (bar,) = draw([Node(1, "P-1 Landing", "core", "source")]).bars

    assert (bar.x, bar.width) == (INSET, 3 * COLUMN - 2 * INSET)


def test_what_is_waited_for_stands_above_and_the_arrow_leads_down():
    flow = draw(
        [Node(1, "P-1 Core", "source", "core", needs=(2,)), Node(2, "P-2 Landing", "source", "staging")]
    )

    first, second = flow.bars
    assert (first.node.id, second.node.id, second.waits_for) == (2, 1, ("P-2 Landing",))
    assert flow.arrows[0].words == "P-2 Landing comes before P-1 Core"
    assert flow.arrows[0].path == f"M{INSET + 22} {first.y + first.height}V{second.y - 2}"


def test_bars_that_do_not_overlap_are_joined_by_a_bend():
    flow = draw(
        [Node(1, "Landing", "source", "source"), Node(2, "Reports", "semantic", "semantic", needs=(1,))]
    )
    back = draw(
        [Node(1, "Reports", "semantic", "semantic"), Node(2, "Landing", "source", "source", needs=(1,))]
    )

    assert "H" in flow.arrows[0].path
    assert "H" in back.arrows[0].path


def test_pipelines_that_wait_in_a_circle_are_all_drawn():
    flow = draw(
        [
            Node(1, "A", "source", "core", needs=(3,)),
            Node(2, "B", "source", "core", needs=(1,)),
            Node(3, "C", "source", "core", needs=(2, 3)),
        ]
    )

    assert sorted(bar.node.id for bar in flow.bars) == [1, 2, 3]
    assert len(flow.arrows) == 3


def test_the_drawing_says_in_words_what_it_shows():
    flow = draw([Node(1, "P-1 Core", "source", "core"), Node(2, "P-2 Marts", "core", "semantic", needs=(1,))])

    assert flow.summary == (
        "P-1 Core, source to core; P-2 Marts, core to semantic; P-1 Core comes before P-2 Marts"
    )


def test_long_labels_are_cut_between_words():
    assert cut("P-1 Berth bookings of the last ten years", 20 * LETTER) == "P-1 Berth bookings…"
    assert cut("P-1 " + "x" * 40, 10 * LETTER) == "P-1 xxxxx…"
    assert cut("short", 100) == "short"


NODES = st.lists(
    st.tuples(st.sampled_from(LAYERS), st.sampled_from(LAYERS), st.lists(st.integers(0, 9), max_size=4)),
    max_size=10,
).map(lambda rows: [Node(i, f"P-{i}" * (i + 1), a, b, tuple(c)) for i, (a, b, c) in enumerate(rows)])


@given(NODES)
def test_any_pipelines_fit_into_the_drawing_one_below_the_other(nodes):
    flow = draw(nodes)

    assert sorted(ids(nodes)) == sorted(bar.node.id for bar in flow.bars)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in flow.bars)
    assert all(bar.y >= HEAD and bar.y + bar.height <= flow.height for bar in flow.bars)
    assert len({bar.y for bar in flow.bars}) == len(nodes)


@given(NODES)
def test_without_a_circle_each_stands_below_what_it_waits_for(nodes):
    forward = [
        Node(node.id, node.label, node.starts_in, node.ends_in, tuple(n for n in node.needs if n > node.id))
        for node in nodes
    ]

    place = {node.id: index for index, node in enumerate(in_order(forward))}

    assert all(place[need] < place[node.id] for node in forward for need in node.needs if need in place)
