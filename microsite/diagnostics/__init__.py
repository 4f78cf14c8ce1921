"""What an editor should know: mistakes, warnings and their cures, as plain data."""
