"""The workshop of the page "Batch timing": its subject, and a module for each section."""
