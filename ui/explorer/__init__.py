"""The workshop of the page "Dataset explorer"."""
