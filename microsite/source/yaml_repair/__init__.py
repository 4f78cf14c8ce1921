"""Repair of YAML: finds what was meant by text that cannot be parsed or says something
else.
"""
