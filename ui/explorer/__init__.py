"""The workshop of the page "Dataset explorer": which digits are chosen, and the gallery that shows them."""
