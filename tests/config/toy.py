"""The files that make a project of one table into something to demonstrate."""

FILES = {
    "config/settings.py": """
import os
from pathlib import Path

import dj_database_url

from config import postgres
from config.celery import broker_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ["SEND_VAR"])
SECRET_KEY = os.environ["SEND_SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "config.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "toy"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
role = "DATABASE_OWNER_URL" if os.environ.get("SEND_AS_OWNER") else "DATABASE_URL"
DATABASES = {"default": dj_database_url.parse(os.environ[role])}
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
globals().update(
    {f"CELERY_{name.upper()}": value for name, value in broker_settings("", VAR).items()}
)
CELERY_BEAT_SCHEDULE = {"tick": {"task": "toy.tick", "schedule": 1}}
""",
    "config/urls.py": """
import os

from django.http import HttpResponse
from django.urls import path

from toy.models import Thing

urlpatterns = [
    path("health", lambda request: HttpResponse("ok")),
    path("things", lambda request: HttpResponse(" ".join(sorted(set(Thing.names()))))),
    path("owner", lambda request: HttpResponse(str("DATABASE_OWNER_URL" in os.environ))),
]
""",
    "toy/__init__.py": "",
    "toy/migrations/__init__.py": "",
    "toy/migrations/0001_initial.py": """
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Thing",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
        )
    ]
""",
    "toy/models.py": """
from django.db import models


class Thing(models.Model):
    name = models.TextField()

    @classmethod
    def names(cls):
        return cls.objects.values_list("name", flat=True)
""",
    "toy/tasks.py": """
from celery import shared_task

from toy.models import Thing


@shared_task(name="toy.tick")
def tick():
    Thing.objects.create(name="tick")
""",
    "toy/management/__init__.py": "",
    "toy/management/commands/__init__.py": "",
    "toy/management/commands/load_demo.py": """
from django.core.management.base import BaseCommand

from toy.models import Thing


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--people", action="store_true")

    def handle(self, *, people, **options):
        if people:
            self.stdout.write("Amina runs North")
        else:
            Thing.objects.create(name="loaded")
""",
    "static/style.css": "",
    "requirements/run.txt": "",
}
