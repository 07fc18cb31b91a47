"""What the processes are told by their environment; secrets stay out of files this way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from otklik import embedded

if TYPE_CHECKING:
    from otklik.settings import Settings


def child_environment(settings: Settings) -> dict[str, str]:
    """All settings as variables, and what Rasa and the action server, which do not read settings, need.

    They come on top of the environment that `otklik` was started with.
    """
    data = settings.data_dir.absolute()
    return {
        **_dump(settings),
        "OTKLIK_DATA_DIR": str(data),
        "OTKLIK_DATABASE_URL": embedded.url(settings),
        "OTKLIK_ENCODER": settings.encoder_path,
        "OTKLIK_TIME_ZONE": settings.time_zone,
        "OTKLIK_RASA_PORT": str(settings.rasa_port),
        "OTKLIK_ACTIONS_PORT": str(settings.actions_port),
        "OTKLIK_ACTIONS_URL": f"http://127.0.0.1:{settings.actions_port}/webhook",
        "PYTHONUNBUFFERED": "1",
        # Rasa tries to reach outside at its start otherwise.
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(data / "rasa_cache"),
        "RASA_MAX_CACHE_SIZE": "0",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        # transformers would load TensorFlow and JAX, which it does not need here.
        "USE_TF": "0",
        "USE_FLAX": "0",
        "TOKENIZERS_PARALLELISM": "false",
        # One short text a turn: more threads add waiting, not speed.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _dump(settings: Settings) -> dict[str, str]:
    """The settings as the environment would give them, without those that are not set."""
    variables = {}
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if isinstance(value, list):
            value = ",".join(value)
        if value is not None:
            variables[str(field.validation_alias or f"OTKLIK_{name.upper()}")] = str(value)
    return variables
