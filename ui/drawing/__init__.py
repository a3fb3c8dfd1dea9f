"""The workshop of the page "Draw and predict": the answer beside the canvas, and the link to the drawing."""
