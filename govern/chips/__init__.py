"""Chips of the catalogue: their figures, their classification, what stands near a line, what does not fit together."""
