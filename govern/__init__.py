"""Compute governance as policy files, declarations and explained decisions."""
