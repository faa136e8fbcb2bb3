"""A grid of runs: which, in what order, kept, refused, resumed."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import psutil
import pytest
from made_up import write_made_up_nw_ucla

from eesgn_lite.analysis import grid
from eesgn_lite.analysis.grid import combination_names, run_experiments, run_grid
from eesgn_lite.analysis.results import read_row, write_row
from eesgn_lite.analysis.run_details import pack_bytes, unpack_bytes
from eesgn_lite.data.catalog import load_dataset
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.training.experiment import ABLATIONS, RECIPES, Experiment


def test_one_on_and_one_off_are_ten_combinations():
    assert combination_names("all") == list(ABLATIONS)
    both = {*combination_names("one-on"), *combination_names("one-off")}
    assert len(both) == 10 and both <= set(ABLATIONS)
    with pytest.raises(ValueError, match="all, one-off or one-on"):
        combination_names("none")


def test_the_short_recipe_differs_in_its_length_only():
    (data, train), (short_data, short) = RECIPES["ours"], RECIPES["short"]
    assert data == short_data
    assert replace(short, epochs=train.epochs, kept_epochs=train.kept_epochs) == train


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Two combinations, two at a time, one epoch each, on a made-up NW-UCLA."""
    base = tmp_path_factory.mktemp("grid")
    root = write_made_up_nw_ucla(base / "root")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid, "combination_names", lambda _: ["sgn", "temporal"])
        data, train = RECIPES["short"]
        patch.setitem(RECIPES, "short", (data, replace(train, epochs=1)))
        call = {"seeds": 1, "root": root, "out": base / "runs", "results": base / "results"}
        yield call, run_grid("nw-ucla", jobs=2, **call)


def test_every_run_becomes_a_row_of_its_own(finished):
    _, paths = finished
    assert [path.name for path in paths] == ["sgn-short-seed1.json", "temporal-short-seed1.json"]
    rows = [read_row(path) for path in paths]
    # The tied kernel learns no number more and is laid over the frames three times.
    assert rows[0].values["parameters"] == rows[1].values["parameters"]
    assert rows[0].values["operations"] < rows[1].values["operations"]
    for row in rows:
        labels, answers = (unpack_bytes(row.details[name]) for name in ("labels", "answers"))
        assert len(labels) == row.values["scored"]
        assert 100 * np.mean(labels == answers) == pytest.approx(row.values["test_top1"])
        assert len(row.details["loss"]) == row.values["epochs"] == 1
        assert len(row.details["classes"]) == 10


def test_rows_are_kept_and_never_overwritten_unasked(finished):
    call, paths = finished
    before = [path.read_bytes() for path in paths]
    assert run_grid("nw-ucla", resume=True, **call) == paths
    with pytest.raises(ValueError, match=r"2 rows of this grid are there.*add --resume"):
        run_grid("nw-ucla", **call)
    assert [path.read_bytes() for path in paths] == before


def test_rows_of_another_experiment_are_not_mixed_in(finished):
    call, paths = finished
    row = read_row(paths[0])
    config = {**row.config, "train": {**row.config["train"], "batch_size": 7}}
    write_row(replace(row, config=config), paths[0])
    try:
        with pytest.raises(ValueError, match="another experiment; move it away"):
            run_grid("nw-ucla", resume=True, **call)
    finally:
        write_row(row, paths[0])


def test_a_try_is_scored_on_the_held_out_part_only(finished, tmp_path):
    call, paths = finished
    experiment = Experiment.from_json(read_row(paths[0]).config)
    where = {"root": call["root"], "out": tmp_path / "runs", "results": tmp_path / "results"}
    names = ("no-mirror", "long-no-mirror", "short")
    plain = ModelConfig(num_classes=10, skeleton=experiment.model.skeleton)
    tried = [
        replace(experiment, recipe=names[0]),
        replace(experiment, recipe=names[1]),
        replace(experiment, recipe=names[2], ablation="esgn", model=plain),
    ]
    path, *others = run_experiments([experiment, *tried], validate=True, **where)
    row = read_row(path)
    assert path.name == "sgn-short-seed1-validate.json"
    assert "--recipe short --validate --seed 1" in row.command
    script = "python benchmarks/choices.py nw-ucla"
    assert [read_row(other).command for other in others] == [
        f"{script} --tries no-mirror --seeds 1",
        f"{script} --base five-times-as-long --tries no-mirror --seeds 1",
        f"{script} --tries short --seeds 1",
    ]
    assert row.values["test_top1"] is None and 0 <= row.values["val_top1"] <= 100
    assert row.values["scored"] == len(load_dataset("nw-ucla", call["root"]).val)

    other_data = replace(experiment, data=replace(experiment.data, mirror=0.125))
    where |= {"out": tmp_path / "other-runs", "results": tmp_path / "other-results"}
    (path,) = run_experiments([other_data], validate=True, **where)
    assert read_row(path).command == f"{script} --tries short --seeds 1"

    (path,) = run_experiments([replace(experiment, held_out=1)], validate=True, **where)
    row = read_row(path)
    assert path.name == "sgn-short-without1-seed1-validate.json"
    assert row.command == f"{script} --tries short --seeds 1 --hold-out-each"
    assert row.values["scored"] == len(load_dataset("nw-ucla", call["root"], held_out=1).val)
    assert Experiment.from_json(row.config).held_out == 1


def test_packed_numbers_fit_a_byte():
    assert unpack_bytes(pack_bytes(np.array([0, 255]))).tolist() == [0, 255]
    for wrong in ([256], [-1], [0.5]):
        with pytest.raises(ValueError, match="whole and lie from 0 to 255"):
            pack_bytes(np.array(wrong))


def test_a_worker_ends_with_the_process_that_began_it(tmp_path):
    script = tmp_path / "one_worker.py"
    script.write_text(
        "import multiprocessing, os, time\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from eesgn_lite.analysis import grid\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context('spawn')\n"
        "    with ProcessPoolExecutor(1, context, grid._begin, (1,)) as pool:\n"
        "        print(pool.submit(os.getpid).result(), flush=True)\n"
        "        pool.submit(time.sleep, 600).result()\n",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as one:
        worker = psutil.Process(int(one.stdout.readline()))
        assert worker.is_running()
        one.kill()
    last = time.monotonic() + 20
    while worker.is_running() and time.monotonic() < last:  # the system ends it in its own time
        time.sleep(0.1)
    assert not worker.is_running()
