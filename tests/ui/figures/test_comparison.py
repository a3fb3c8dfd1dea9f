"""Tables of times."""

from ui.figures import comparison


def test_a_bar_is_as_long_as_its_share_and_text_is_escaped():
    rows = [comparison.Row("<b>", 0.2, "200 ms"), comparison.Row("best", 0.05, "50 ms", "49 to 52 ms", ("×",))]
    html = comparison.table(("Engine", "Time"), rows, best="best")
    assert "width:100.0%" in html and "width:25.0%" in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert html.count("<tr class=best>") == 1
