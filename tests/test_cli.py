"""The commands as a person types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_up import write_made_up_nw_ucla

from eesgn_lite.cli import main


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A made-up NW-UCLA."""
    return write_made_up_nw_ucla(tmp_path_factory.mktemp("root"))


@pytest.fixture
def data(root, monkeypatch):
    """The same, as EESGN_DATA."""
    monkeypatch.setenv("EESGN_DATA", str(root))
    return root


def last_line(capsys):
    """The JSON object that a command printed last."""
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def refused(capsys, *arguments):
    """The one line on standard error of a call that exits with 2."""
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    lines = capsys.readouterr().err.strip().splitlines()
    assert code == 2 and len(lines) == 1, lines
    return lines[0]


@pytest.fixture(scope="module")
def trained(root, tmp_path_factory):
    """What `eesgn train nw-ucla --json` leaves and prints."""
    out = tmp_path_factory.mktemp("runs")
    found = subprocess.run(
        [sys.executable, "-m", "eesgn_lite.cli", "train", "nw-ucla", "--epochs", "1",
         "--seed", "3", "--out", str(out), "--json"],
        env={**os.environ, "EESGN_DATA": str(root)},
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(found.stdout.strip().splitlines()[-1])


def test_train_prints_what_was_promised(trained):
    assert {"test_top1", "best_test_top1", "val_top1", "scored", "parameters", "seconds", "seed",
            "run"} <= trained.keys()  # fmt: skip
    assert trained["seed"] == 3 and trained["val_top1"] is None and trained["scored"] == 12
    assert 100 >= trained["best_test_top1"] >= trained["test_top1"] >= 0 < trained["seconds"]


def test_train_from_a_config_file(trained, data, tmp_path, capsys):
    config = f"{trained['run']}/config.json"
    code = main(["train", "nw-ucla", "--config", config, "--ablation", "sgn", "--validate",
                 "--out", str(tmp_path), "--json"])  # fmt: skip
    found = last_line(capsys)
    assert code == 0 and found["ablation"] == "sgn" and found["seed"] == 3
    assert found["test_top1"] is None and found["val_top1"] is not None


def test_evaluate_and_predict(trained, data, capsys):
    assert main(["evaluate", trained["run"], "nw-ucla", "--json"]) == 0
    found = last_line(capsys)
    assert found["top1"] == pytest.approx(trained["test_top1"]) and found["scored"] == 12
    assert {"top5", "mean_class"} <= found.keys()
    file = str(data / "nw-ucla" / "all_sqe" / "a01_s01_e00_v03.json")
    assert main(["predict", trained["run"], file, "--top", "3", "--json"]) == 0
    answers = last_line(capsys)["predictions"]
    assert len(answers) == 3 and answers[0].keys() == {"action", "name", "probability"}
    assert main(["predict", trained["run"], file]) == 0
    assert "knows only the 10 actions" in capsys.readouterr().out


@pytest.mark.slow
def test_export_in_a_process_of_its_own(trained, data, tmp_path):
    found = subprocess.run(
        [sys.executable, "-m", "eesgn_lite.cli", "export", trained["run"],
         "--out", str(tmp_path / "model.pt2"), "--json"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert json.loads(found.stdout.strip().splitlines()[-1])["difference"] < 1e-4
    assert (tmp_path / "model.pt2").stat().st_size > 1_000_000


def test_info(data, capsys):
    assert main(["info", "--json"]) == 0
    found = last_line(capsys)
    assert found["datasets"]["nw-ucla"] == (data / "nw-ucla").as_posix()
    assert found["versions"]["torch"] and found["device"]
    assert main(["info"]) == 0
    assert "nw-ucla" in capsys.readouterr().out


def test_the_shipped_model_names_a_bundled_recording(repository, capsys):
    file = repository / "data_samples" / "skeletons" / "S001C003P003R001A058.skeleton"
    assert main(["predict", "mini-ntu/esgn", str(file), "--json"]) == 0
    found = last_line(capsys)
    assert len(found["predictions"]) == 5
    assert "only the 16 actions of the synthetic data set mini-ntu" in found["scope"]


def test_real_people_shake_hands(data_root, capsys):
    file = data_root / "ntu-rgbd-samples" / "S001C003P008R002A058.skeleton"
    assert main(["predict", "mini-ntu/esgn", str(file), "--json"]) == 0
    assert "shake hands" in [answer["name"] for answer in last_line(capsys)["predictions"]]


@pytest.mark.parametrize("arguments", [["info"], ["info", "--json"]])
def test_a_reader_that_leaves_early_breaks_nothing(data, arguments):
    command = [sys.executable, "-m", "eesgn_lite.cli", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdout.close()
        assert (child.stderr.read(), child.wait()) == (b"", 0)


def test_prepare_ends_with_a_table(data_root, tmp_path, capsys):
    raw = str(data_root / "ntu-rgbd-samples")
    assert main(["prepare", "ntu60", "--raw", raw, "--out", str(tmp_path), "--workers", "1"]) == 0
    assert "ntu60-cs" in capsys.readouterr().out
    assert (tmp_path / "ntu60" / "index.json").is_file()


def test_wrong_calls_get_one_line(trained, data, tmp_path, capsys):
    assert "there is no such checkpoint" in refused(capsys, "evaluate", "no/model", "nw-ucla")
    assert "--help" in refused(capsys, "train")
    assert "kinetics" in refused(capsys, "train", "kinetics")
    assert "No ablation 'all'" in refused(capsys, "train", "nw-ucla", "--ablation", "all")
    assert "epochs must be at least 1" in refused(capsys, "train", "nw-ucla", "--epochs", "0")
    assert "invalid choice" in refused(capsys, "train", "nw-ucla", "--device", "tpu")
    missing = str(tmp_path / "none.json")
    line = refused(capsys, "train", "nw-ucla", "--config", missing)
    assert line == f"eesgn: {missing}: no such file or directory; check the path."
    assert "none.json" in refused(capsys, "predict", trained["run"], missing)
    other = tmp_path / "clip.mp4"
    other.write_bytes(b"")
    assert "clip.mp4" in refused(capsys, "predict", trained["run"], str(other))


def test_a_finished_run_is_not_given_for_another_experiment(trained, data, capsys):
    out = str(Path(trained["run"]).parents[1])
    call = ("train", "nw-ucla", "--epochs", "2", "--seed", "3", "--out", out, "--resume")
    assert "had another experiment" in refused(capsys, *call)


def test_where_nothing_can_be_written_no_work_begins(trained, data, tmp_path, capsys):
    file = tmp_path / "file"
    file.write_bytes(b"")
    (tmp_path / "01_student.ipynb").write_text("{}", encoding="utf-8")
    grade = ("grade", str(tmp_path), "--out")
    assert str(file) in refused(capsys, "train", "nw-ucla", "--out", str(file))
    assert str(file) in refused(capsys, *grade, str(file / "grades.csv"))
    for call in (grade, ("export", trained["run"], "--out")):
        assert "this is a folder; give the name of a file" in refused(capsys, *call, str(tmp_path))


@pytest.mark.parametrize(
    ("call", "smallest"),
    [
        (("train", "nw-ucla", "--seed", "-1"), 0),
        (("ablate", "nw-ucla", "--seeds", "0"), 1),
        (("ablate", "nw-ucla", "--jobs", "0"), 1),
    ],
)
def test_a_number_that_is_too_small_is_refused(call, smallest, capsys):
    assert f"{call[2]}: must be at least {smallest}" in refused(capsys, *call)
    assert "'x' is no whole number" in refused(capsys, *call[:3], "x")


def test_an_empty_ablation_is_not_esgn(data, capsys):
    assert "No ablation ''" in refused(capsys, "train", "nw-ucla", "--ablation", "")
