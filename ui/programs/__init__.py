"""What only the page of the book's programs uses: programs recorded line by line, as they run."""
