"""Killed workers and a wiped broker, on both brokers: none lost, no effect twice."""

from collections import Counter

import pytest

from tests.jobs import scenario
from tests.jobs.brokers import BROKERS

NUMBER = 8


@pytest.mark.parametrize("name", BROKERS)
def test_a_killed_worker_and_a_wiped_broker_lose_nothing_and_double_nothing(
    committed, tmp_path, name
):
    with BROKERS[name](tmp_path) as broker:
        came = scenario.run(broker, tmp_path, number=NUMBER, seed=name)

    everything_once = Counter(range(1, NUMBER + 1))
    assert came.before_the_kill <= NUMBER - 2
    assert came.jobs == everything_once
    assert came.statuses == {"done": NUMBER}
    # The control: the same kill, and nothing behind the message.
    assert came.naive < everything_once
    assert came.naive_sent_again > everything_once
