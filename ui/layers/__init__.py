"""The workshop of the page "Layer activations"."""
