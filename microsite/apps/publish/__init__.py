"""Publication of the built site to its host, and workflows that do it."""
