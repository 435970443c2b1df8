"""The demonstration's invented clusters, people and panels. Nothing else imports it."""

from reports.demo.cast import people
from reports.demo.complaints import links

__all__ = ["links", "people"]
