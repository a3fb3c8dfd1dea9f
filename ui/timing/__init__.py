"""The workshop of the page "Batch timing"."""
