"""Check of links to other sites."""
