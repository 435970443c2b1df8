from types import SimpleNamespace

import pytest

from clusters.models import Office
from tests import factories as make


@pytest.fixture
def north(everywhere) -> SimpleNamespace:
    """North, with Oak and Elm: Carol and Cleo set it up, Ben heads Oak, Dana chairs."""
    northshire = make.authority("Northshire", "301")
    oak, elm, far = (make.school(f"{name} School", of=northshire) for name in ("Oak", "Elm", "Far"))
    cluster = make.cluster("North", oak, elm, of=northshire)
    carol, cleo = make.person("Carol Lead"), make.person("Cleo Clerk")
    dana, ben = make.person("Dana Chair"), make.person("Ben Oakhead")
    offices = {
        "carol": make.office(carol, cluster, Office.Kind.CLUSTER_SENCO),
        "cleo": make.office(cleo, cluster, Office.Kind.CLERK),
        "dana": make.office(dana, cluster, Office.Kind.CHAIR),
    }
    head = make.post(ben, oak, "headteacher")
    return SimpleNamespace(
        northshire=northshire,
        oak=oak,
        elm=elm,
        far=far,
        cluster=cluster,
        home=f"/clusters/{cluster.public_id}",
        carol=carol,
        cleo=cleo,
        dana=dana,
        ben=ben,
        root=make.person("Root Administrator", is_superuser=True),
        stranger=make.person("Nora Nobody"),
        offices=offices,
        head=head,
    )
