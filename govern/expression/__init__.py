"""The expression language of policy files: a small, closed subset of Python's expression syntax."""
