"""Files that come from somewhere else: data sets, weights, photos. Nothing in them is trusted until it is checked."""
