from rich.console import Console

from evaluation.confusions import Confusion
from evaluation.report import show, show_confusions, show_figures


def test_figures_and_confusions_are_readable() -> None:
    console = Console(width=120, record=True, force_terminal=False)
    figures = {
        "r_at_1": 0.75,
        "r_at_1_ci": [0.7, 0.8],
        "refused_none": None,
        "outcomes": {"answered": 2},
        "folds": [{"fold": "0", "accuracy": 0.5}],
    }
    show(console, show_figures(figures), show_confusions([Confusion("snils", "inn", 2, 6.0)]))
    text = console.export_text()
    for part in ("0.75", "0.7 – 0.8", "answered 2", "accuracy", "snils", "inn"):
        assert part in text
    assert "r_at_1_ci" not in text
