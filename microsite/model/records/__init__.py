"""The facts that people type in `content/` and `data/`."""
