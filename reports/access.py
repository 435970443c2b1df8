"""Who may write, release and read the annual report of a cluster."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from clusters.access import RUNNING, ClusterAccess, clusters_of_own_schools, offices_of
from clusters.models import Cluster, Office
from core.access import Access, Asker
from reports.models import ReportRelease, ReportVersion
from schools.models import Post

Kind = Office.Kind
# The chair too, so that a report need not wait for a cluster SENCO who left.
RELEASING = (Kind.CLUSTER_SENCO, Kind.CHAIR)


def clusters_to_write_for(asker: Asker) -> Any:
    """Ids of the clusters whose reports the person writes."""
    return offices_of(asker, *RUNNING)


def _writes(asker: Asker) -> Q:
    return Q(cluster_id__in=clusters_to_write_for(asker))


def _releases(asker: Asker) -> Q:
    return Q(cluster_id__in=offices_of(asker, *RELEASING))


def _in_sight(asker: Asker) -> Q:
    """Whoever sees the cluster's figures on their page: a report tells the same ones."""
    clusters = asker.inside(Cluster.objects.all())
    return Q(cluster_id__in=clusters.filter(ClusterAccess().see_impact(asker)).values("pk"))


class AnnualReportAccess(Access):
    def read(self, asker: Asker) -> Q:
        """That there is one: who writes it, and once a version is released who may read that."""
        released = ReportRelease.objects.filter(version__report_id=OuterRef("pk"))
        return _writes(asker) | _in_sight(asker) & Q(Exists(released))

    def write(self, asker: Asker) -> Q:
        """Its words, and have versions made: who runs the cluster's meetings."""
        return _writes(asker)

    def release(self, asker: Asker) -> Q:
        return _releases(asker)


class ReportVersionAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A draft is its writers'; what is released is for the officers and panel members, the
        heads and governors of the cluster's schools, and the officers of its authority."""
        return _writes(asker) | _in_sight(asker) & Q(release__isnull=False)

    def release(self, asker: Asker) -> Q:
        """The newest alone, once."""
        newer = ReportVersion.objects.filter(
            report_id=OuterRef("report_id"), number__gt=OuterRef("number")
        )
        return _releases(asker) & Q(release__isnull=True) & ~Q(Exists(newer))

    def be_told(self, asker: Asker) -> Q:
        """Of its release, by e-mail: governors and heads."""
        governors = Q(cluster_id__in=offices_of(asker, Kind.LINK_GOVERNOR))
        at_schools = clusters_of_own_schools(asker, Post.Kind.GOVERNOR, *Post.HEADS)
        return Q(release__isnull=False) & (governors | Q(cluster_id__in=at_schools))


class ReportReleaseAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _writes(asker) | _in_sight(asker)
