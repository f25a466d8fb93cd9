"""Claims about the field, held against the formulas and the sourced figures."""
