"""Contract tests and conformance reports for Shopify's `customerSet` mutation."""

__version__ = "0.1.0"
