"""Cassettes: what is recorded of a run, what is left out, and how a replay finds its way in it."""
