"""The pages' shell (the frame, the pickers, what the address says) and, in folders, what pages are built from."""
