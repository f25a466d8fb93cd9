"""Declarations: one file is one case, read with every problem found in it."""
