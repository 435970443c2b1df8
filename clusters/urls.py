from django.urls import path

from clusters.views import authorities, calendar, people, posts, rules, schools, setup

app_name = "clusters"
urlpatterns = [
    path("clusters/", setup.index, name="index"),
    path("clusters/new", setup.create, name="create"),
    path("clusters/<str:cluster_id>/", setup.about, name="about"),
    path("clusters/<str:cluster_id>/set-up", setup.tasks, name="setup"),
    path("clusters/<str:cluster_id>/name", setup.rename, name="rename"),
    path("clusters/<str:cluster_id>/schools", schools.index, name="schools"),
    path("clusters/<str:cluster_id>/schools/find", schools.find, name="find_school"),
    path("clusters/<str:cluster_id>/schools/add/<str:urn>", schools.add, name="add_school"),
    path(
        "clusters/<str:cluster_id>/schools/<str:membership_id>/end",
        schools.end,
        name="end_membership",
    ),
    path("clusters/<str:cluster_id>/people", people.index, name="people"),
    path("clusters/<str:cluster_id>/people/new", people.choose_kind, name="choose_kind"),
    path("clusters/<str:cluster_id>/people/school", people.choose_school, name="choose_school"),
    path("clusters/<str:cluster_id>/people/new/<str:kind>", people.give, name="give_office"),
    path("clusters/<str:cluster_id>/offices/<str:office_id>/end", people.end, name="end_office"),
    path("clusters/<str:cluster_id>/offices/<str:office_id>/cover", people.cover, name="cover"),
    path("clusters/<str:cluster_id>/rules", rules.index, name="rules"),
    path("clusters/<str:cluster_id>/rules/preset", rules.choose_preset, name="choose_preset"),
    path(
        "clusters/<str:cluster_id>/rules/preset/<str:key>", rules.apply_preset, name="apply_preset"
    ),
    path("clusters/<str:cluster_id>/rules/<str:key>", rules.change, name="change_rules"),
    path("clusters/<str:cluster_id>/calendar", calendar.index, name="calendar"),
    path("clusters/<str:cluster_id>/calendar/<int:first_year>", calendar.year, name="year"),
    path("clusters/<str:cluster_id>/calendar/<int:first_year>/terms", calendar.terms, name="terms"),
    path(
        "clusters/<str:cluster_id>/calendar/<int:first_year>/panels",
        calendar.suggest,
        name="suggest_panels",
    ),
    path("clusters/<str:cluster_id>/panels/new", calendar.add, name="add_panel"),
    path("clusters/<str:cluster_id>/panels/<str:panel_id>/move", calendar.move, name="move_panel"),
    path("authorities/", authorities.index, name="authorities"),
    path("authorities/<str:code>/", authorities.authority, name="authority"),
    path("authorities/<str:code>/officers/new", authorities.appoint, name="appoint_officer"),
    path(
        "authorities/<str:code>/officers/<str:office_id>/end",
        authorities.end_office,
        name="end_officer",
    ),
    path("authorities/<str:code>/panels/new", authorities.add_panel, name="add_authority_panel"),
    path(
        "authorities/<str:code>/panels/<str:panel_id>/move",
        authorities.move_panel,
        name="move_authority_panel",
    ),
    path(
        "authorities/<str:code>/panels/<str:panel_id>/cancel",
        authorities.cancel_panel,
        name="cancel_authority_panel",
    ),
    path("schools/<str:urn>/people", posts.index, name="posts"),
    path("schools/<str:urn>/people/new", posts.give, name="give_post"),
    path("posts/<str:post_id>/end", posts.end, name="end_post"),
    path("your-posts", posts.own, name="own"),
]
