"""Finds out what was meant by YAML that cannot be parsed, or that says something else."""
