"""Check of a project without publishing it, and automatic fixes."""
