"""Errors keep their sentence and its values, also on the way to another process."""

import pickle

from mnistcore import InputError, WeightsError


def test_an_error_outlasts_pickling():
    inner = InputError("Expected {n:,} images.", n=1234)
    error = pickle.loads(pickle.dumps(WeightsError("Cannot use {name}. {problem}", name="x", problem=inner)))
    assert type(error) is WeightsError and str(error) == "Cannot use x. Expected 1,234 images."
    assert error.text == "Cannot use {name}. {problem}" and error.values["problem"].values == {"n": 1234}


def test_an_error_within_an_error_keeps_no_traceback():
    try:
        raise InputError("Expected braces {}.")
    except InputError as error:
        outer = WeightsError("{problem}", problem=error)
    assert outer.values["problem"].__traceback__ is None
    assert str(outer) == "Expected braces {}."
