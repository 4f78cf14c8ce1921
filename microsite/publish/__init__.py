"""Artifacts become output/, whole or not at all."""
