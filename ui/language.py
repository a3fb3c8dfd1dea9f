"""The visitor's language, and the picker for it."""

import streamlit as st

from ui import url_state, words
from ui.words import say

LANGUAGES = {"en": "English", "ja": "日本語", "zh": "中文"}
TAGS = {"en": "en", "ja": "ja", "zh": "zh-CN"}  # for the browser, which chooses the shapes of characters by them


def pick():
    """Show the picker of the language. It starts with the one in the address, or else with the browser's.

    The browser knows an option by its label, so another language counts as another visit to the page: all widgets get
    their values again. Otherwise a selectbox would look for its old label among the new ones, and start over.
    """
    before = url_state.kept("lang")
    with url_state.shared("lang", _of_the_browser(), url_state.one_of(LANGUAGES)):
        st.segmented_control(
            "Language / 言語 / 语言",
            list(LANGUAGES),
            format_func=LANGUAGES.get,
            required=True,
            key="lang",
            label_visibility="collapsed",
        )
    if before is None:
        _tell_who_reads_traditional_chinese()
    elif before != words.language():
        url_state.visit_again("lang")


def script():
    """A script that tells the browser the page's language."""
    return f'<script>document.documentElement.lang = "{TAGS[words.language()]}"</script>'


def _of_the_browser():
    """The browser's language if the app speaks it, else English."""
    spoken = (st.context.locale or "").partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else "en"


def _tell_who_reads_traditional_chinese():
    locale = {*(st.context.locale or "").lower().split("-")}
    if words.language() == "zh" and locale & {"hant", "tw", "hk", "mo"} and "hans" not in locale:
        st.toast(say("Chinese is available in simplified characters only."), icon=":material/translate:")
