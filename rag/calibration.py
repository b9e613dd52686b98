"""What was learned from development data: weights and thresholds, stored with the model.

One file, made by ``vraagbaak eval --calibrate``, belongs to one embedder and one reader; scores of
others mean something else, so a reply made with them carries a warning.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import ModelError

BUNDLED_FILE = Path(__file__).parent / "calibration.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named features: ``1 / (1 + exp(-(bias + Σ w x)))``."""

    weights: Mapping[str, float]
    bias: float

    def probability(self, features: Mapping[str, float]) -> float:
        z = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, z))))

    def features(self) -> Sequence[str]:
        return tuple(self.weights)


@dataclass(frozen=True, slots=True)
class Gate:
    """A decision: passed by a probability of at least ``threshold``, that is by a margin of at least 0."""

    model: Logistic
    threshold: float

    def margin(self, features: Mapping[str, float], share: float = 1.0) -> float:
        """The log-odds by which ``features`` pass, or fail; ``share`` of the threshold will do."""
        return log_odds(self.model.probability(features)) - log_odds(share * self.threshold)


def log_odds(probability: float) -> float:
    """``log(p / (1 - p))``, for a probability of 0 or 1 too."""
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(p / (1 - p))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything that was fitted, and for which embedder and reader.

    ``fusion`` weighs the retrieval signals, ``sentence`` gives the probability that a unit is part
    of the answer. A query is answered if it passes both gates: ``subject`` (the documents are about
    this) and ``point`` (they say what is asked about it). ``confidence`` turns the lesser of the two
    margins into the probability that the documents answer (Platt 1999, Probabilistic Outputs for Support
    Vector Machines).
    """

    embedder: str
    reader: str
    fusion: Mapping[str, float]
    sentence: Logistic
    subject: Gate
    point: Gate
    confidence: Logistic

    @classmethod
    def load(cls, path: Path = BUNDLED_FILE) -> Calibration:
        """Raises ModelError if the file is missing or damaged."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                embedder=str(stored["embedder"]),
                reader=str(stored["reader"]),
                fusion={name: float(weight) for name, weight in stored["fusion"].items()},
                sentence=Logistic(**stored["sentence"]),
                subject=_gate(stored["subject"]),
                point=_gate(stored["point"]),
                confidence=Logistic(**stored["confidence"]),
            )
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ModelError(
                f"calibration {path}: expected a calibration file, found none or a damaged one; reinstall vraagbaak"
            ) from error

    def margin(self, features: Mapping[str, float], share: float = 1.0) -> float:
        """The lesser of the gates' margins: a query is answered if it is at least 0."""
        return min(self.subject.margin(features, share), self.point.margin(features, share))

    def fits(self, embedder: str, reader: str) -> bool:
        """Whether it was made for this embedder and this reader."""
        return (self.embedder, self.reader) == (embedder, reader)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def _gate(stored: Mapping[str, Any]) -> Gate:
    return Gate(Logistic(**stored["model"]), float(stored["threshold"]))
