"""What the processes are told by their environment; secrets stay out of files this way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otklik import embedded

if TYPE_CHECKING:
    from otklik.settings import Settings


def child_environment(settings: Settings) -> dict[str, str]:
    """Variables for the processes that do not read our settings (Rasa and the action server), and for all.

    They come on top of the environment that `otklik` was started with.
    """
    data = settings.data_dir.absolute()
    return {
        "OTKLIK_DATA_DIR": str(data),
        "OTKLIK_DATABASE_URL": embedded.url(settings),
        "OTKLIK_ENCODER": settings.encoder_path,
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
