"""What all visitors share is computed once, and no longer than somebody waits for it."""

import numpy as np
from streamlit.testing.v1 import AppTest

from mnistcore import evaluate, load_network
from ui import resources
from ui.models import Model


def test_an_evaluation_in_parts_is_that_of_the_whole():
    network = load_network("mlp")
    data = resources.digits("sample")
    found = resources.evaluate(data, Model("in parts", "in parts", network), "test")
    expected = evaluate(network, data.x_test, data.t_test)
    assert len(data.t_test) > resources.PART
    np.testing.assert_allclose(found.probabilities, expected.probabilities, atol=1e-5)
    np.testing.assert_array_equal(found.mistakes, expected.mistakes)
    assert found.accuracy == expected.accuracy


def counting():
    """A page that evaluates a network. At its first run, the visitor leaves during the evaluation."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from mnistcore import Dense, Network, load_network, softmax
    from ui import resources
    from ui.models import Model

    runner, images = get_script_run_ctx().yield_check.__self__, []

    def counted_softmax(a):
        if len(a) > 1:  # a single image tells how much work the network makes
            images.append(len(a))
            if first:
                runner.request_stop()
        return softmax(a)

    first = "images" not in st.session_state
    st.session_state["images"] = images
    *hidden, last = load_network("mlp").layers
    network = Network([*hidden, Dense(last.W, last.b, counted_softmax)])
    evaluation = resources.evaluate(resources.digits("sample"), Model("counted", "counted", network))
    st.write(f"{evaluation.accuracy}")


def test_an_evaluation_stops_when_nobody_waits_for_it_and_goes_on_where_it_stopped():
    at = AppTest.from_function(counting, default_timeout=30).run()
    assert not at.markdown and sum(at.session_state["images"]) == resources.PART
    at.run()
    data = resources.digits("sample")
    assert at.markdown[0].value == f"{evaluate(load_network('mlp'), data.x_test, data.t_test).accuracy}"
    assert sum(at.session_state["images"]) == len(data.t_test) - resources.PART
