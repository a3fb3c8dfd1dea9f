"""Text from outside is no Markdown. What a browser makes of it: tests/browser/test_uploads.py."""

import pytest
from streamlit.testing.v1 import AppTest

from ui import messages


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("my network 2", "my network 2"),
        ("一.npz", r"一\.npz"),
        ("![](//a/x.png)", r"\!\[\]\(\/\/a\/x\.png\)"),
        ("$x$ <b> `c` \\", r"\$x\$ \<b\> \`c\` \\"),
        (":red[x]", r"\::red[]red\[x\]"),
        ("www.a", r"www:red[]\.a"),
        ("a\n\n    # b", r"a \# b"),
    ],
)
def test_text_becomes_markdown_for_it(text, markdown):
    assert messages.plain(text) == markdown


def test_an_error_is_shown_as_text():
    def script():
        from mnistcore import WeightsError
        from ui import messages

        messages.show_error(WeightsError("Found ![](//elsewhere.invalid/x.png)."))

    (error,) = AppTest.from_function(script).run().error
    assert "![" not in error.value and error.value == messages.plain("Found ![](//elsewhere.invalid/x.png).")
