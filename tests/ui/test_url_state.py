"""What a reader picked is in the address, holds from page to page, and nonsense in it does no harm."""

import pytest
from streamlit.testing.v1 import AppTest

from ui import url_state


def little_page():
    import streamlit as st

    from ui import url_state

    page = st.session_state.get("next page", "one")
    url_state.visit(page)
    url_state.tell_here()
    if page == "without":
        st.stop()
    with url_state.shared("digit", 0, url_state.integer(0, 9)):
        st.number_input("Digit", 0, 9, key="digit")
    with url_state.shared("live", True, url_state.yes_or_no()):
        st.toggle("Live", key="live")
    st.button("Forget", key="forget", on_click=url_state.forget, args=("digit",))
    st.button("Move", key="move", on_click=url_state.move_to, kwargs={"digit": 5, "live": False})


def opened(**query):
    at = AppTest.from_function(little_page)
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def test_the_address_sets_the_widget():
    assert opened(digit="7").number_input[0].value == 7


def test_the_widget_sets_the_address_unless_it_is_at_its_default():
    at = opened()
    at.number_input[0].set_value(4).run()
    assert at.query_params["digit"] == "4"
    at.number_input[0].set_value(0).run()
    assert "digit" not in at.query_params


def test_the_next_page_starts_with_the_value_of_the_last():
    at = opened(digit="7")
    del at.query_params["digit"]
    at.session_state["next page"] = "two"
    at.run()
    assert at.number_input[0].value == 7
    assert at.query_params["digit"] == "7"


def test_it_outlasts_a_page_that_has_no_use_for_it():
    at = opened(digit="7")
    del at.query_params["digit"]
    for page in ("without", "one"):
        at.session_state["next page"] = page
        at.run()
    assert at.number_input[0].value == 7


def test_the_browsers_back_button_counts(monkeypatch):
    at = opened(digit="7")
    monkeypatch.setattr(url_state, "went_through_history", lambda: True)
    at.query_params["digit"] = "3"
    at.run()
    assert at.number_input[0].value == 3
    del at.query_params["digit"]
    at.run()
    assert at.number_input[0].value == 0


def test_an_address_that_lags_behind_does_not_count():
    at = opened()
    at.number_input[0].set_value(4).run()
    at.query_params["digit"] = "3"
    at.run()
    assert at.number_input[0].value == 4
    assert at.query_params["digit"] == "4"


def test_yes_and_no_are_written_as_they_are_read():
    at = opened(live="FALSE")
    assert at.toggle[0].value is False
    assert at.query_params["live"] == "false"
    at.toggle[0].set_value(True).run()
    assert "live" not in at.query_params


def test_several_move_together():
    at = opened()
    at.button(key="move").click().run()
    assert (at.number_input[0].value, at.toggle[0].value) == (5, False)
    assert at.query_params == {"digit": "5", "live": "false"}


def test_what_is_forgotten_begins_anew():
    at = opened(digit="7")
    at.button(key="forget").click().run()
    assert at.number_input[0].value == 0
    assert "digit" not in at.query_params


@pytest.mark.parametrize("text", ["", "10", "-1", "2.5", "inf", "nan", "1e400", "seven", "7" * 5000])
def test_nonsense_gives_the_default(text):
    at = opened(digit=text)
    assert not at.exception
    assert at.number_input[0].value == 0
    assert "digit" not in at.query_params


def test_one_of_knows_only_its_options():
    read = url_state.one_of(("test", "train")).read
    assert [read(text) for text in ("test", "train", "tset", "", None)] == ["test", "train", None, None, None]
