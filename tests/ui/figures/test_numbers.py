"""Numbers in words."""

import pytest

from ui.figures import comparison, numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.4881, "0.488"), (9.123, "9.12"), (91.25, "91.2"), (999.6, "1,000"), (9123.4, "9,120")],
)
def test_three_digits(value, text):
    assert numbers.rounded(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.131, "2.13 s"), (0.0255, "25.5 ms"), (6.37e-6, "6.37 µs"), (1e-8, "0.0100 µs")]
)
def test_durations(seconds, text):
    assert numbers.duration(seconds) == text


def test_amounts_and_memory():
    assert [numbers.amount(n) for n in (90_400, 9.04e6, 1.2e9)] == ["90,400", "9.04 million", "1.20 billion"]
    assert [numbers.memory(n) for n in (999, 185_216, 37.9e6, 2e9)] == ["999 bytes", "185 kB", "37.9 MB", "2.00 GB"]


def test_a_bar_is_as_long_as_its_share_and_text_is_escaped():
    rows = [comparison.Row("<b>", 0.2, "200 ms"), comparison.Row("best", 0.05, "50 ms", "49 to 52 ms", ("×",))]
    html = comparison.table(("Engine", "Time"), rows, best="best")
    assert "width:100.0%" in html and "width:25.0%" in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert html.count("<tr class=best>") == 1
