"""Publication of artifacts in output/."""
