"""Charts are drawn in places that fit, and never show what is hidden."""

from django.template.loader import render_to_string

from core.charts import HIDDEN, LONGEST, WIDTH, Bar, Group, grouped, stacked

PAIR = ["2026/27", "2025/26"]


def looks(chart) -> list[list[tuple[str, str]]]:
    return [[(piece.look, piece.words) for piece in group.pieces] for group in chart.groups]


def test_each_series_has_a_look_of_its_own_and_its_words():
    chart = grouped("k", "Spent", PAIR, [Group("Oak", [Bar(200, "£2.00"), Bar(100, "£1.00")])])

    assert looks(chart) == [[("1", "£2.00"), ("2", "£1.00")]]
    assert [piece.width for piece in chart.groups[0].pieces] == [LONGEST, LONGEST / 2]
    assert chart.legend == [("1", "2026/27"), ("2", "2025/26")]


def test_all_that_is_hidden_looks_alike():
    groups = [Group("Oak", [Bar(None), Bar(5, "£5.00")]), Group("Elm", [Bar(None), Bar(None)])]

    chart = grouped("k", "Spent", PAIR, groups)

    hidden = {
        (piece.width, piece.words)
        for group in chart.groups
        for piece in group.pieces
        if piece.look == HIDDEN
    }
    assert len(hidden) == 1
    assert chart.legend[-1] == (HIDDEN, "Hidden, too few children")


def test_parts_of_a_bar_stand_side_by_side_with_the_words_after_the_last():
    groups = [Group("Oak", [Bar(3, ""), Bar(1, "3 of 4")]), Group("Elm", [Bar(None)])]

    chart = stacked("k", "Outcomes", ["Met", "Not met"], groups)

    first, second = chart.groups[0].pieces
    assert first.left + first.width == second.left
    assert looks(chart) == [[("1", ""), ("2", "3 of 4")], [(HIDDEN, HIDDEN)]]


def test_nothing_at_all_has_no_bar_and_says_so():
    chart = grouped("k", "Spent", ["2026/27"], [Group("Oak", [Bar(0, "£0.00")])])

    assert [(piece.width, piece.words) for piece in chart.groups[0].pieces] == [(0, "£0.00")]
    assert chart.legend == []


def test_a_long_label_goes_on_in_a_second_line_and_nothing_overlaps():
    name = "The Federation of Saint Somebody and All Their Friends Church of England Primary"

    chart = grouped(
        "k", "Spent", ["2026/27"], [Group(name, [Bar(1, "£1")]), Group("Oak", [Bar(1)])]
    )

    long, short = chart.groups
    assert len(long.lines) == 2
    feet = [foot for group in chart.groups for _, foot in group.lines]
    assert feet == sorted(feet)
    assert long.lines[-1][1] < long.pieces[0].top < short.lines[0][1] < short.pieces[0].top
    assert short.pieces[0].top + short.pieces[0].height <= chart.height


def test_the_drawing_is_named_and_carries_no_style_of_its_own():
    chart = grouped(
        "needs", "Spent, by need", PAIR, [Group("<b>Oak</b>", [Bar(None), Bar(1, "£1")])]
    )

    drawn = render_to_string("core/_chart.html", {"chart": chart})

    assert '<title id="needs-title">Spent, by need</title>' in drawn
    assert f'viewBox="0 0 {WIDTH} ' in drawn
    assert "url(#needs-hidden)" in drawn
    assert "&lt;b&gt;Oak" in drawn
    assert "style=" not in drawn
    assert "<script" not in drawn
