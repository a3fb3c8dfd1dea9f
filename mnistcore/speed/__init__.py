"""How long a forward pass takes, how fast it could be, and a faster one with the same results."""
