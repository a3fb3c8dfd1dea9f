"""test_book.py runs the programs in programs/. Pytest must not import them to look for doctests."""

collect_ignore = ["programs"]
