"""What a reader picked is in the address, holds from page to page, and what makes no sense there is said to be so."""

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
    if not st.session_state["live"]:
        url_state.leave_out("size")
    else:
        with url_state.shared("size", 3, url_state.one_of((1, 3, 5))):
            st.selectbox("Size", (1, 3, 5), key="size")
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


def test_back_to_another_page_shows_what_its_address_says_and_not_what_was_kept(monkeypatch):
    at = opened(digit="7", size="5")
    monkeypatch.setattr(url_state, "went_through_history", lambda: True)
    at.session_state["next page"] = "two"
    at.query_params = {"size": "1"}
    at.run()
    assert (at.number_input[0].value, at.selectbox[0].value) == (0, 1)
    assert at.query_params == {"size": "1"}


def test_a_choice_keeps_the_others_in_an_address_that_lags_behind():
    at = opened(digit="7")
    at.query_params = {}
    at.selectbox[0].set_value(5).run()
    assert at.query_params == {"digit": "7", "size": "5"}


def test_the_address_names_nothing_that_is_not_on_the_screen():
    at = opened(size="5")
    at.toggle[0].set_value(False).run()
    assert at.query_params == {"live": "false"}
    at.toggle[0].set_value(True).run()
    assert at.selectbox[0].value == 5
    assert at.query_params == {"size": "5"}


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
    assert at.info[0].value.startswith(f"This link asks for `digit={text[:20]}")
    assert at.info[0].value.endswith("but `digit` goes from 0 to 9. It opened with 0 instead.")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"size": "4"}, "This link asks for `size=4`, but `size` is one of 1, 3, 5. It opened with 3 instead."),
        (
            {"live": "a`b"},
            "This link asks for `live=ab`, but `live` is one of false, true. It opened with true instead.",
        ),
    ],
)
def test_the_message_names_what_is_possible_and_is_gone_after_the_next_choice(query, message):
    at = opened(**query)
    assert [info.value for info in at.info] == [message]
    assert at.query_params == {}
    at.number_input[0].set_value(3).run()
    assert not at.info


@pytest.mark.parametrize("query", [{}, {"digit": "7", "live": "false"}, {"size": "5 × 5"}])
def test_what_is_known_needs_no_message(query):
    assert not opened(**query).info


def test_an_old_spelling_is_read_and_corrected():
    at = opened(size="5 × 5")
    assert at.selectbox[0].value == 5
    assert at.query_params == {"size": "5"}


def test_tenths_have_one_decimal():
    read = url_state.tenths(-2, 2).read
    assert [read(text) for text in ("0.5", "-2.0", "0.30000000000000004", "2.1", "nan", "x")] == [
        0.5,
        -2,
        0.3,
        *[None] * 3,
    ]


def test_one_of_knows_only_its_options():
    read = url_state.one_of(("test", "train")).read
    assert [read(text) for text in ("test", "train", "tset", "", None)] == ["test", "train", None, None, None]
