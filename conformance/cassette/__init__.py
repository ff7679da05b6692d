"""Cassettes: recorded runs of one case each, as values, as files, and as calls to be found again.

`model` is the value, `file` its text and back, `matching` says which calls are the same, `place` where a file lives.
"""
