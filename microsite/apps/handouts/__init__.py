"""Handouts to print: signs, badges, programme, chairs’ sheets and slides."""
