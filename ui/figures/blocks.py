"""Headings, captions and sections as HTML, for parts of a page that are shown together.

One element of Streamlit's for all of them is painted much sooner than one for each.
"""

from html import escape


def heading(text, small=False):
    """A heading that looks like st.header."""
    level = "h3" if small else "h2"
    return f'<{level} class="heading">{escape(text)}</{level}>'


def caption(text):
    """A line that looks like st.caption."""
    return f'<p class="caption">{escape(text)}</p>'


def section(title, *parts):
    """A small heading with content below it."""
    return f"<section>{heading(title, small=True)}{''.join(parts)}</section>"


def sections(*parts):
    """Parts below each other."""
    return f'<div class="sections">{"".join(parts)}</div>'


def columns(*parts):
    """Parts side by side, below each other on a narrow screen."""
    return f'<div class="side-by-side">{"".join(parts)}</div>'
