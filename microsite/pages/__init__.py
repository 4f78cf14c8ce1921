"""From Site to pages: one module a kind, each a view and the function that fills it."""
