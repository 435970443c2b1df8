"""The demonstration's invented clusters, people and panels. Nothing else imports it."""

from reports.demo.cast import people

__all__ = ["people"]
