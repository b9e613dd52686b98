"""Reports: the figures stand in the table, the misses say why, and every file is whole."""

from __future__ import annotations

import json
import re

import pytest

from eval.errors import ReportError
from eval.metrics import MEASURES, score
from eval.misses import list_misses
from eval.report import render_markdown, render_misses, render_text, to_json, write_report
from eval.run import load_run


@pytest.fixture
def scores(run_of, answer_with, refusal, item, gold_of, documents):
    items = [
        item("goed", must=["12"]),
        item("fout", must=["dertien"], must_not=["dicht"], cite_all=[1, 3], reference="Dertien."),
        item("geweigerd", type="table", must=["12"]),
        item("weer", type="off_topic", answerable=False),
        item("kwijt", type="table"),
    ]
    bad = answer_with(2, ranked=[2, 4, 1]).to_json()
    bad["citations"][0]["quote"] = "Er gingen 3 locaties dicht."
    run = run_of(
        {
            "goed": answer_with(1, timings={"retrieve": 3.25}),
            "fout": bad,
            "geweigerd": refusal([4]),
            "weer": answer_with(5),
            "kwijt": None,
        }
    )
    return score(run, gold_of(items), documents)


def line_of(text: str, start: str) -> list[str]:
    """The columns of the line that begins with ``start``."""
    (line,) = (line for line in text.splitlines() if line.strip().startswith(start))
    return re.split(r"\s{2,}", line.strip())


def test_the_table_holds_every_figure_with_its_interval_and_n(scores):
    text = render_text(scores)
    assert text.startswith("Vraagbaak on proef.jsonl: 5 queries, 4 answerable, 1 not; 95% intervals\n")
    for measure in MEASURES:
        figure = scores.overall.figures[measure.name]
        assert figure.value is not None

        def written(value: float, is_percentage: bool = measure.is_percentage) -> str:
            return f"{100 * value:.1f}%" if is_percentage else f"{value:.3f}"

        assert line_of(text, measure.label + "  ") == [
            measure.label,
            written(figure.value),
            f"{written(figure.low)} to {written(figure.high)}",
            str(figure.n),
        ]


def test_the_table_holds_by_hand_figures_per_type_and_the_latency(scores):
    text = render_text(scores)
    assert line_of(text, "right  ")[1] == "25.0%"
    assert line_of(text, "false answers")[1:4:2] == ["100.0%", "1"]
    assert line_of(text, "retrieve ") == ["retrieve", "3.2", "3.2", "1"]
    assert line_of(text, "total ")[1] == "25.0"
    columns = line_of(text, "type ")
    rows = {name: dict(zip(columns, line_of(text, name + " "), strict=True)) for name in ("fact", "table", "off_topic")}
    assert [rows[name]["n"] for name in rows] == ["2", "2", "1"]
    assert [rows[name]["right"] for name in rows] == ["50.0%", "0.0%", "–"]
    assert [rows[name]["f.ref"] for name in rows] == ["0.0%", "100.0%", "–"]
    assert [rows[name]["f.ans"] for name in rows] == ["–", "–", "100.0%"]
    assert max(map(len, text.splitlines())) <= 120


def test_the_misses_say_what_is_wrong_with_each(scores):
    wrong = {miss.judgement.item.id: miss.wrong for miss in list_misses(scores)}
    assert wrong == {
        "fout": (
            "lacks the fact /dertien/",
            "says the forbidden /dicht/",
            "does not cite Vraag 1",
            "does not cite Vraag 3",
            "cites Vraag 2",
            "quote is not the text at its offsets: 'Er gingen 3 locaties dicht.'",
            "question to cite ranked 3",
        ),
        "geweigerd": ("refused, but the document answers it", "question to cite was not retrieved"),
        "weer": ("answered, but the document does not answer it",),
        "kwijt": ("no reply: afgewezen",),
    }


def test_a_planted_fault_of_form_is_named(run_of, answer_with, item, gold_of, documents):
    sound = answer_with(1, 2).to_json()
    replies = {
        "onbelegd": sound | {"citations": []},
        "los": sound | {"answer": sound["answer"] + " Dat is veel."},
        "merk": answer_with(6),
        "elders": sound | {"citations": [quote | {"question": 1} for quote in sound["citations"]]},
    }
    items = [item(name, cite_any=[1], cite_ok=[2]) for name in ("onbelegd", "los", "elders")]
    scores = score(run_of(replies), gold_of([*items, item("merk", cite_any=[6], must=["6"])]), documents)
    wrong = {miss.judgement.item.id: miss.wrong for miss in list_misses(scores)}
    assert wrong == {
        "onbelegd": (
            "cites none of Vraag 1",
            "answers without a citation",
            "mark without a citation: [Vraag 1]",
            "mark without a citation: [Vraag 2]",
        ),
        "los": ("sentence without a mark: 'Dat is veel.'",),
        "elders": (
            "quote does not lie in the question that it names: 'Er gingen 2 locaties dicht.'",
            "mark without a citation: [Vraag 2]",
        ),
        "merk": ("facts are judged otherwise when the marks are taken out",),
    }


def test_the_listing_shows_query_expectation_answer_and_sources(scores):
    text = render_misses(scores)
    assert text.startswith("4 of 5 queries have something wrong\n")
    assert "fout (fact)  fout?" in text
    assert "  expected: all of Vraag 1, Vraag 3; /dertien/; not /dicht/" in text
    assert "  found:    answered, citing Vraag 2" in text
    assert "  answer:   Er gingen 2 locaties dicht [Vraag 2]." in text
    assert "  sources:  Vraag 2, Vraag 4, Vraag 1" in text
    assert "goed" not in text


def test_text_cannot_steer_the_terminal_or_the_page(run_of, refusal, item, gold_of, documents):
    query = "\x1b[2J<script>alert(1)</script> | `x`\u202e\n# kop"
    run = run_of({"a": refusal()})
    entry = type(run.entries[0])("a", query, 1.0, run.entries[0].reply)
    scores = score(type(run)("", "", (entry,)), gold_of([item("a", query=query)]), documents)
    text, page = render_misses(scores), render_markdown(scores)
    assert "\\u001b[2J" in text
    assert "\x1b" not in text + page
    assert "\u202e" not in text + page
    assert "<script" not in page
    assert "\n# kop" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\| \\`x\\`" in page


def test_json_is_plain_and_complete(scores):
    values = json.loads(json.dumps(to_json(scores), allow_nan=False))
    assert values["overall"]["figures"]["right"]["value"] == 0.25
    assert values["overall"]["figures"]["right"]["n"] == 4
    assert set(values["types"]) == {"fact", "table", "off_topic"}
    assert values["types"]["off_topic"]["figures"]["right"] == {"value": None, "low": None, "high": None, "n": 0}
    assert values["overall"]["latency_ms"]["retrieve"]["median"] == 3.25
    assert [miss["id"] for miss in values["misses"]] == ["fout", "geweigerd", "weer", "kwijt"]
    assert set(values["measures"]) == set(values["overall"]["figures"])


def test_a_report_folder_holds_six_whole_files(scores, tmp_path):
    folder = tmp_path / "a" / "b"
    write_report(scores, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "qrels.trec",
        "report.html",
        "report.json",
        "report.md",
        "run.jsonl",
        "run.trec",
    ]
    assert json.loads((folder / "report.json").read_text(encoding="utf-8")) == to_json(scores)
    assert load_run(folder / "run.jsonl") == scores.run
    page = (folder / "report.md").read_text(encoding="utf-8")
    assert "| right | 25.0% | " in page
    assert "### geweigerd (table): geweigerd?" in page
    assert (folder / "qrels.trec").read_text().splitlines()[0] == "goed 0 kst-1-2:1 1"
    assert (folder / "run.trec").read_text().splitlines()[1] == "fout Q0 kst-1-2:2 1 3 vraagbaak"


def test_the_trec_files_give_another_tool_the_same_figures(scores, tmp_path):
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    write_report(scores, tmp_path)
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))
    ranked = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    figures = ir_measures.calc_aggregate([Success @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10], qrels, ranked)
    assert len(figures) == 5
    for measure, value in figures.items():
        assert scores.overall.figures[str(measure)].value == pytest.approx(value, abs=1e-9)


def test_a_folder_that_cannot_be_written_is_one_clear_line(scores, tmp_path):
    (tmp_path / "bestand").write_text("")
    with pytest.raises(ReportError, match=r"report: expected to write to the folder .*bestand, found: "):
        write_report(scores, tmp_path / "bestand")
