"""The law as data: policy files, their dates, and the law of one day compiled to a graph."""
