"""Which networks there are, and how long they stay."""

import gc
import weakref

import numpy as np
from streamlit.testing.v1 import AppTest

from tests.pages.apps import APP, run, seed_own_file


def test_an_uploaded_network_goes_with_its_session():
    at = AppTest.from_file(APP, default_timeout=30)
    seed_own_file(at, W1=np.ones((784, 10)), b1=np.ones(10))
    at.query_params["network"] = "own file"
    at.run()
    assert not at.exception and not at.error
    W1 = weakref.ref(at.session_state["own"].content.weights["W1"])
    del at
    run(APP)  # another visitor: Streamlit keeps the variables of the latest run
    gc.collect()
    assert W1() is None


def test_the_hidden_activation_of_an_uploaded_network():
    at = AppTest.from_file(APP, default_timeout=30)
    seed_own_file(at, W1=np.ones((784, 5)), b1=np.ones(5), W2=np.ones((5, 10)), b2=np.ones(10))
    at.query_params["network"] = "own file"
    at.run()
    for activation, shown in (("relu", "relu"), ("identity_function", "identity")):
        at.selectbox(key="activation").set_value(activation).run()
        assert not at.exception and not at.error
        assert any(f"784-5-10 · {shown}" in caption.value for caption in at.caption)
