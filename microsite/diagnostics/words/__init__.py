"""The words of every diagnostic, one module a family."""
