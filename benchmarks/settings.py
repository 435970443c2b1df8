"""As in production, and each answer says how many queries it took."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as OF_THE_PRODUCT

DEBUG = False
MIDDLEWARE = ["benchmarks.server.counting", *OF_THE_PRODUCT]
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")  # noqa: F405
