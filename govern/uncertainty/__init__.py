"""How likely an outcome is where it rests on estimates: distributions, draws, probabilities, what to find out."""
