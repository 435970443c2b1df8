from django.db import migrations

from core.wall import append_only, same_tenant, second_wall

TABLES = (
    "complaints_complaint",
    "complaints_contact",
    "complaints_concerned",
    "complaints_complaintstage",
    "complaints_handler",
    "complaints_complaintwords",
    "complaints_conversationnote",
    "complaints_noteanswer",
    "complaints_stageoutcome",
)
PARENTS = (
    ("complaints_complaint", "application_id", "funding_application"),
    ("complaints_complaintlink", "complaint_id", "complaints_complaint"),
    ("complaints_contact", "complaint_id", "complaints_complaint"),
    ("complaints_concerned", "complaint_id", "complaints_complaint"),
    ("complaints_complaintstage", "complaint_id", "complaints_complaint"),
    ("complaints_handler", "stage_id", "complaints_complaintstage"),
    ("complaints_complaintwords", "complaint_id", "complaints_complaint"),
    ("complaints_complaintwords", "stage_id", "complaints_complaintstage"),
    ("complaints_conversationnote", "stage_id", "complaints_complaintstage"),
    ("complaints_noteanswer", "note_id", "complaints_conversationnote"),
    ("complaints_stageoutcome", "stage_id", "complaints_complaintstage"),
)
ONLY_GROW = {
    "complaints_contact": ("name", "email", "telephone", "child"),
    "complaints_concerned": (),
    "complaints_complaintstage": (),
    "complaints_complaintwords": ("text",),
    "complaints_conversationnote": ("people", "text"),
    "complaints_noteanswer": ("words",),
    "complaints_stageoutcome": ("reasons", "will_do"),
}


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial"), ("core", "0002_what_only_grows")]
    operations = [
        *[second_wall(table, cluster="cluster_id") for table in TABLES],
        *[same_tenant(child, column, parent) for child, column, parent in PARENTS],
        *[append_only(table, erasable=texts) for table, texts in ONLY_GROW.items()],
    ]
