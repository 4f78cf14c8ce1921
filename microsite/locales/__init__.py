"""Words and formats of each language, for everything that visitors read."""
