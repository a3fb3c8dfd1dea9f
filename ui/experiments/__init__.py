"""The workshop of the page "Experiments": the picker and the control, what is measured, and how it is shown."""
