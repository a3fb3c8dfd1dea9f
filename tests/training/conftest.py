"""Keras reads its backend from the environment when it is imported."""

import os

os.environ["KERAS_BACKEND"] = "torch"
