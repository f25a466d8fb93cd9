"""Where a threshold or a control should stand: what it misses, what it catches, and how that changes with it."""
