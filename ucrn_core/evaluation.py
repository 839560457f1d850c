"""The field's metrics for sentiment on the MOSI scale and for emotion by sentiment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ucrn_core.corpora.emotions import NEGATIVE

Values = NDArray[np.float64]


def text_metrics(predicted: Values, labels: Values) -> dict[str, float]:
    """n, mae, r, acc2, acc7, f1 of predictions (n,) against labels (n,).

    acc2 and weighted f1 by sign over non-zero labels; acc7 after rounding and clipping to [-3, 3] (Tsai et al. 2019).
    """
    from sklearn.metrics import f1_score

    signed = labels != 0
    predicted_sign, label_sign = predicted[signed] > 0, labels[signed] > 0
    seven = np.clip(np.round(predicted), -3, 3) == np.clip(np.round(labels), -3, 3)
    return {
        "n": len(labels),
        "mae": float(np.abs(predicted - labels).mean()),
        "r": correlation(predicted, labels),
        "acc2": float((predicted_sign == label_sign).mean()) if signed.any() else float("nan"),
        "acc7": float(seven.mean()),
        "f1": float(f1_score(label_sign, predicted_sign, average="weighted")) if signed.any() else float("nan"),
    }


def emotion_metrics(predicted: Values, labels: Values, emotions: Sequence[str]) -> dict[str, float]:
    """n, r, and auc of the sentiment for happy against sad, fearful, angry and disgust (nan without both kinds)."""
    from sklearn.metrics import roc_auc_score

    happy = np.array([e == "happy" for e in emotions])
    negative = np.array([e in NEGATIVE for e in emotions])
    both = happy | negative
    auc = float(roc_auc_score(happy[both], predicted[both])) if happy.any() and negative.any() else float("nan")
    return {"n": len(labels), "r": correlation(predicted, labels), "auc": auc}


def correlation(a: Values, b: Values) -> float:
    """Pearson's r; nan where either does not vary."""
    if len(a) < 2 or a.std() == 0 or b.std() == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])
