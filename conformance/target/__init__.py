"""Targets: adapters that carry requests to whatever answers them, and the one place that composes them."""
