"""Elements with JavaScript of their own: each module stands beside its .js and .css."""
