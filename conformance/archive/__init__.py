"""Keeping cassettes: what of a run becomes one, whether it still plays, what is wrong with it, and what has changed since.

`recorder` makes one of a case that passed, `rehearsal` plays one against its case, `inspection` lints them, `drift` compares
one with what a target does now.
"""
