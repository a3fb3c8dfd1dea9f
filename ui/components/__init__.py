"""Elements with their own JavaScript: each module is beside its .js and .css."""
