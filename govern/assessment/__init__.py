"""Assessments: what the law of a day says of one case, why, and what is missing."""
