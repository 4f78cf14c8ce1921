"""Handouts of an event: signs, badges, programme, chairs’ sheets and slides, to be
printed.
"""
