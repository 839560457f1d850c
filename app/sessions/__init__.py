"""Sessions: the store of what was measured, and the files that are made from it."""
