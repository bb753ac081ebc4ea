from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.logging import MMLogger
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from scipy.io import loadmat

from poseur.evaluation import MpiiPCKh
from poseur.evaluation.pckh import GROUPS, count_joints, pckh_scores

META = parse_pose_metainfo(dict(from_file='configs/_base_/datasets/mpii.py'))
JOINTS = META['keypoint_name2id']
HEAD = 20.0  # pixels


def sample(number: int, errors: dict[str, float] | None = None, **changes) -> dict:
    """Return a perfectly predicted person except for joints shifted along x."""
    rng = np.random.default_rng(number)
    labels = rng.uniform(0, 200, (1, 16, 2))
    predicted = labels.copy()
    for name, error in (errors or {}).items():
        predicted[0, JOINTS[name], 0] += error
    fields = dict(
        keypoints=labels,
        keypoints_visible=np.ones((1, 16)),
        head_size=np.array([[HEAD]]),
    )
    return dict(
        id=number,
        img_path=f'images/{number:03d}.jpg',
        gt_instances=fields | changes,
        pred_instances=dict(keypoints=predicted, keypoint_scores=np.ones((1, 16))),
    )


def evaluate(*samples: dict, size: int | None = None, **settings) -> dict[str, float]:
    metric = MpiiPCKh(**settings)
    metric.dataset_meta = META
    metric.process(None, list(samples))
    scores = metric.evaluate(len(samples) if size is None else size)
    return {name.removeprefix('mpii/'): value for name, value in scores.items()}


def visible(*absent: str) -> np.ndarray:
    flags = np.ones((1, 16))
    flags[0, [JOINTS[name] for name in absent]] = 0
    return flags


def test_perfect_predictions():
    scores = evaluate(sample(0), sample(1))
    assert list(scores)[:2] == ['PCKh@0.5', 'PCKh@0.1']  # the first chooses the best
    assert set(scores.values()) == {100.0}
    assert len(scores) == 2 + 7


def test_one_joint_of_a_group_missed_by_one_of_two_people():
    scores = evaluate(sample(0, dict(left_wrist=10.1)), sample(1))
    assert scores['Wrist'] == 75.0
    assert scores['PCKh@0.5'] == pytest.approx(100 * 27 / 28)
    others = set(scores) - {'Wrist', 'PCKh@0.5', 'PCKh@0.1'}
    assert {scores[name] for name in others} == {100.0}


@pytest.mark.parametrize(
    ('pixels', 'at_half', 'at_tenth'),
    [(1.99, 100, 100), (2.01, 100, 50), (9.99, 100, 50), (10.01, 50, 50)],
)
def test_thresholds_are_shares_of_the_head_size(pixels, at_half, at_tenth):
    people = [sample(0, dict.fromkeys(JOINTS, pixels)), sample(1)]
    scores = evaluate(*people)
    assert (scores['PCKh@0.5'], scores['PCKh@0.1']) == (at_half, at_tenth)
    assert scores['Knee'] == at_half


def test_a_joint_at_the_threshold_is_found():
    names = [name for group in GROUPS.values() for name in group]
    joints = {name: index for index, name in enumerate(names)}
    distances = np.full((1, len(names)), 0.5)
    assert set(pckh_scores(distances, joints, 0.5).values()) == {100.0}
    found, scored = count_joints(distances, joints, 0.5)
    assert found.tolist() == scored.tolist() == [len(names)]


def test_pelvis_and_thorax_count_nowhere_and_the_neck_in_the_mean():
    scores = evaluate(sample(0, dict(pelvis=90, thorax=90)))
    assert set(scores.values()) == {100.0}
    scores = evaluate(sample(0, dict(upper_neck=90)))
    assert scores['PCKh@0.5'] == pytest.approx(100 * 13 / 14)
    assert scores['Head'] == 100


def test_unlabeled_joints_are_neither_found_nor_missed():
    labeled = dict(keypoints_visible=visible('left_knee', 'right_hip'))
    wrong = sample(0, dict(left_knee=90, right_hip=90), **labeled)
    other = sample(1, dict(right_knee=90))
    scores = evaluate(wrong, other)
    assert scores['Hip'] == 100
    assert scores['Knee'] == 75  # left: 1 of 1, right: 1 of 2
    assert scores['PCKh@0.5'] == pytest.approx(100 * 25 / 26)


@pytest.mark.parametrize('head_size', [0.0, np.nan])
def test_people_without_a_head_box_count_nowhere(head_size):
    far = dict.fromkeys(JOINTS, 90.0)
    headless = sample(0, far, head_size=np.array([[head_size]]))
    assert set(evaluate(headless, sample(1)).values()) == {100.0}


def test_a_group_without_labels_has_no_score(caplog):
    logger = MMLogger.get_current_instance()
    logger.addHandler(caplog.handler)
    flags = dict(keypoints_visible=visible('left_elbow', 'right_elbow'))
    scores = evaluate(sample(0, **flags))
    logger.removeHandler(caplog.handler)
    assert 'Elbow' not in scores
    assert scores['PCKh@0.5'] == 100
    rows = [line.split() for line in caplog.text.splitlines()]
    (names,) = (row for row in rows if 'Elbow' in row)
    (values,) = (row for row in rows if row[0] == 'PCKh@0.5')
    table = dict(zip(names, values[1:], strict=True))
    assert table['Elbow'] == '-' and table['Mean'] == table['Wrist'] == '100.00'


def test_as_in_the_evaluation_that_papers_share():
    """Compare with the formula on whole arrays ``[joints, people]``."""
    rng = np.random.default_rng(3)
    people = []
    for number in range(60):
        flags = (rng.random((1, 16)) < 0.8).astype(float)
        size = rng.uniform(5, 60, (1, 1))
        person = sample(number, keypoints_visible=flags, head_size=size)
        person['pred_instances']['keypoints'] += rng.normal(0, 12, (1, 16, 2))
        people.append(person)
    errors, flags, sizes = [], [], []
    for person in people:
        truth, guess = person['gt_instances'], person['pred_instances']['keypoints']
        errors.append(np.linalg.norm(guess - truth['keypoints'], axis=-1)[0])
        flags.append(truth['keypoints_visible'][0])
        sizes.append(truth['head_size'][0, 0])
    near = np.array(errors).T / sizes <= 0.5
    count = np.array(flags).T.sum(1)
    percent = 100 * (near * np.array(flags).T).sum(1) / count
    used = [i for i in range(16) if i not in (6, 7)]
    scores = evaluate(*people)
    mean = (percent * count)[used].sum() / count[used].sum()
    assert 20 < mean < 90
    assert scores['PCKh@0.5'] == pytest.approx(mean)
    assert scores['Shoulder'] == pytest.approx((percent[12] + percent[13]) / 2)
    assert scores['Ankle'] == pytest.approx((percent[0] + percent[5]) / 2)
    assert scores['Head'] == pytest.approx(percent[9])


class TestPredictionFiles:
    def test_matlab_counts_from_one_in_the_order_of_the_annotations(
        self, tmp_path: Path
    ) -> None:
        out = tmp_path / 'new' / 'pred.mat'
        people = [sample(number, dict(head_top=3.0)) for number in range(3)]
        evaluate(people[2], people[0], people[1], outfile=str(out))
        expected = [p['pred_instances']['keypoints'][0] + 1 for p in people]
        np.testing.assert_allclose(loadmat(out)['preds'], expected)

    def test_json_names_images(self, tmp_path: Path) -> None:
        out = tmp_path / 'pred.json'
        evaluate(sample(1), sample(0), outfile=str(out))
        entries = json.loads(out.read_text())
        assert [entry['image'] for entry in entries] == ['000.jpg', '001.jpg']
        expected = sample(1)['pred_instances']['keypoints'][0] + 1
        np.testing.assert_allclose(entries[1]['joints'], expected)
        assert entries[1]['scores'] == [1.0] * 16

    def test_other_endings_are_refused_before_testing(self) -> None:
        with pytest.raises(ValueError, match="outfile='pred.txt'.*.mat or .json"):
            MpiiPCKh(outfile='pred.txt')


class TestBadInput:
    @pytest.mark.parametrize('people', [[], [0], [0, 1, 1]])
    def test_other_people_than_the_dataset(self, people: list[int]) -> None:
        found = len(set(people))
        with pytest.raises(ValueError, match=f'Predictions of {found} people for 3'):
            evaluate(*map(sample, people), size=3)

    def test_missing_prediction(self) -> None:
        person = sample(4)
        del person['pred_instances']
        with pytest.raises(ValueError, match=r'Person 4 \(.*004.jpg\) needs.*found No'):
            evaluate(person)

    def test_other_number_of_joints(self) -> None:
        person = sample(4)
        person['pred_instances']['keypoints'] = np.zeros((1, 17, 2))
        with pytest.raises(ValueError, match=r'\(1, 16, 2\), found \(1, 17, 2\)'):
            evaluate(person)

    def test_not_finite(self) -> None:
        with pytest.raises(ValueError, match='Person 4 .*not finite'):
            evaluate(sample(4, dict(left_hip=np.nan)))

    def test_no_head_size(self) -> None:
        person = sample(4)
        del person['gt_instances']['head_size']
        with pytest.raises(ValueError, match='Person 4 .*Set headbox_file'):
            evaluate(person)

    def test_joints_of_another_dataset(self) -> None:
        metric = MpiiPCKh()
        metric.dataset_meta = dict(keypoint_name2id=dict(left_hip=0, nose=1))
        metric.process(None, [sample(0)])
        with pytest.raises(ValueError, match='has no head_top, left_ankle'):
            metric.evaluate(1)

    def test_no_person_to_score(self) -> None:
        with pytest.raises(ValueError, match='nothing can be scored'):
            evaluate(sample(0, head_size=np.array([[0.0]])))


def test_the_joints_of_each_person_are_counted_in_the_order_of_ids():
    """Of 14 joints, person 3 has lost two, and one of them has no label."""
    flags = dict(keypoints_visible=visible('right_hip'))
    last = sample(3, dict(left_knee=10.1, right_hip=90, left_wrist=2.1), **flags)
    headless = sample(7, head_size=np.array([[0.0]]))
    people = [headless, last, sample(1, dict(pelvis=90))]
    metric = MpiiPCKh(prefix='val')
    metric.dataset_meta = META
    found, scored = metric.count(people)
    assert scored.tolist() == [14, 13, 0]
    assert list(found) == ['val/PCKh@0.5', 'val/PCKh@0.1']
    assert found['val/PCKh@0.5'].tolist() == [14, 12, 0]
    assert found['val/PCKh@0.1'].tolist() == [14, 11, 0]
    scores = evaluate(*people)
    assert scores['PCKh@0.1'] == pytest.approx(100 * 25 / 27)
    metric.process(None, people)  # nothing is left of the count
    assert metric.evaluate(3)['val/PCKh@0.5'] == pytest.approx(100 * 26 / 27)
