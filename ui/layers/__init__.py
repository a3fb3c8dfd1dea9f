"""The workshop of the page "Layer activations": each kind of layer, and one of its neurons or pixels worked out."""
