"""The shell around the pages (frame, pickers, address) and, in folders, the parts that pages are built from."""
