"""What decides that a killed worker loses no task."""

from kombu.transport import redis

from config.celery import VISIBILITY_TIMEOUT, app, broker_settings

ALWAYS = {
    "broker_connection_retry_on_startup": True,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_ignore_result": True,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
}


def test_redis_hands_the_work_of_a_dead_worker_out_again_soon(tmp_path):
    assert broker_settings("redis://redis:6379/0", tmp_path) == ALWAYS | {
        "broker_url": "redis://redis:6379/0",
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
        },
    }


def test_the_names_of_the_options_are_those_that_the_transport_reads(tmp_path):
    options = broker_settings("redis://redis:6379/0", tmp_path)["broker_transport_options"]

    read = set(redis.Channel.from_transport_options)

    assert set(options) <= read


def test_without_redis_sender_and_worker_share_a_folder(tmp_path):
    settings = broker_settings("", tmp_path)

    options = settings.pop("broker_transport_options")

    assert settings == ALWAYS | {
        "broker_url": "filesystem://",
        "broker_transport": "config.files_broker:Transport",
    }
    assert options["data_folder_in"] == options["data_folder_out"]
    assert options["polling_interval"] == 0.1


def test_the_tasks_of_the_schedule_exist(settings):
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    app.loader.import_default_modules()

    assert scheduled <= set(app.tasks)
