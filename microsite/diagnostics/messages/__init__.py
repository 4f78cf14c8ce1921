"""The message catalogue, by subject."""
