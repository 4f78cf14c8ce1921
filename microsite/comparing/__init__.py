"""Changes between two versions of an Event, in the words of a programme committee."""
