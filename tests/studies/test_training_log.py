"""Learning curves and speeds from logs, also of resumed trainings."""

import json

import pytest

from poseur.studies.training_log import TrainingLog, seconds_per_test_batch


def step(iteration, seconds, epoch):
    return dict(loss=1.0, time=seconds, iter=iteration, epoch=epoch, step=iteration)


def mean(value):
    return {'mpii/Mean': value}


def score(epoch, value):
    return {**mean(value), 'step': epoch, 'time': 9.0, 'data_time': 1.0}


def write(work_dir, date, entries, end=''):
    folder = work_dir / date / 'vis_data'
    folder.mkdir(parents=True)
    text = ''.join(json.dumps(entry) + '\n' for entry in entries)
    (folder / 'scalars.json').write_text(text + end)


FIRST = [step(10, 1.0, 1), step(20, 2.0, 1), score(1, 5.0), step(30, 3.0, 2)]


def test_the_curve_counts_the_time_of_training_alone(tmp_path):
    write(tmp_path, '20260101', [*FIRST, step(40, 3.0, 2), score(2, 8.0)])
    log = TrainingLog(tmp_path)
    assert log.curve == ((1, 30.0, mean(5.0)), (2, 90.0, mean(8.0)))
    assert log.seconds_per_step == 2.5


def test_what_was_done_again_counts_once(tmp_path):
    """Killed in the second epoch, resumed after the first."""
    write(tmp_path, '20260101', FIRST, end='{"loss": 1.0, "ti')
    resumed = [step(30, 5.0, 2), step(40, 6.0, 2), score(2, 8.0)]
    write(tmp_path, '20260102', resumed)
    log = TrainingLog(tmp_path)
    assert log.curve == ((1, 30.0, mean(5.0)), (2, 140.0, mean(8.0)))


def test_an_older_start_is_forgotten(tmp_path):
    """Killed before the first checkpoint: the second start repeats everything."""
    write(tmp_path, '20260101', FIRST)
    write(tmp_path, '20260102', [step(10, 0.5, 1), step(20, 0.5, 1), score(1, 6.0)])
    assert TrainingLog(tmp_path).curve == ((1, 10.0, mean(6.0)),)


def test_the_newest_test_counts(tmp_path):
    for date, seconds in (('20260101', 3.0), ('20260102', 0.5)):
        (tmp_path / date).mkdir()
        (tmp_path / date / f'{date}.json').write_text(json.dumps(dict(time=seconds)))
    (tmp_path / 'metrics.json').write_text('{}')
    assert seconds_per_test_batch(tmp_path) == pytest.approx(0.5)
