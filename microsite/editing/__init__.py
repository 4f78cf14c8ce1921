"""Changes to what people typed: only what is asked for, and never a byte beside it."""
