"""Applications on top of the core: one folder for each family of commands."""
