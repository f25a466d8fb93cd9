"""What is published of chips and models, each figure with its source."""
