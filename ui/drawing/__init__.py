"""The workshop of the page "Draw and predict": the answer beside the canvas, the link to a drawing, the history."""
