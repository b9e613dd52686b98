"""The courses that made the delivered models; LOG.md has what each gave."""

from __future__ import annotations

from training.course import Course
from training.reading import Reading

COURSES = {
    "distil": Course(steps=230, shares={}, sentences=160, rate=5e-4, table_rate=5e-4),
    "retrieve": Course(
        steps=520,
        shares={
            "own queries": 80,
            "parliament": 36,
            "material": 16,
            "titles": 10,
            "neighbours": 6,
            "paraphrases": 6,
            "government": 6,
            "English": 6,
            "terms": 6,
        },
        sentences=24,
        graded=12,
        rate=2e-4,
        table_rate=2e-4,
        seed=2,
    ),
    "polish": Course(
        steps=170,
        shares={
            "own queries": 96,
            "parliament": 30,
            "material": 16,
            "titles": 6,
            "paraphrases": 4,
            "English": 4,
            "terms": 4,
        },
        sentences=16,
        graded=8,
        rate=1.2e-4,
        table_rate=1.2e-4,
        seed=3,
        warm_up=20,
    ),
}

READING = Reading(steps=800, rate=5e-4)
READING_ON = Reading(steps=1600, queries=32, rivals=2, rate=4e-4)
"""More exercises and fewer rivals a step: the near misses are learned from the item itself."""
