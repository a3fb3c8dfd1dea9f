"""The figures of docs/facts.md: what happens to the networks when something about them or their input is changed.

Each module has one group of experiments, small functions with arrays in and arrays or shares out, and `section`, which
prints their figures. Everything is computed with NumPy and mnistcore, and nothing is timed.
"""
