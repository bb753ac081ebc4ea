from __future__ import annotations

import json
import pickle
import shutil
import weakref
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config

from poseur.apis import BoxProvider, InferenceError, PoseurInferencer
from poseur.apis.batches import batched
from poseur.apis.boxes import Boxes
from poseur.apis.sources import Frame, ImageFile
from poseur.apis.video_sources import Camera
from poseur.checkpoints import CheckpointMismatchError


def poses(results) -> list[np.ndarray]:
    return [result.keypoints for result in results]


def assert_same(first, second, tolerance: float = 1e-3) -> None:
    for one, other in zip(poses(first), poses(second), strict=True):
        np.testing.assert_allclose(one, other, atol=tolerance)


def person_key(image: str, box: np.ndarray) -> tuple:
    return (Path(image).name, *np.round(box, 2).tolist())


def dumped(run_tool, small, tmp_path: Path, flip_test: bool) -> dict:
    """Predictions of tools/test.py by image and box."""
    dump = tmp_path / 'predictions.pkl'
    options = (f'model.test_cfg.flip_test={flip_test}', f'visualizer.name={tmp_path}')
    words = ('--work-dir', tmp_path / 'work', '--dump', dump)
    status = run_tool(
        'test.py', small.config, small.checkpoint, *words, '--cfg-options', *options
    )
    assert status == 0
    people = {}
    for sample in pickle.loads(dump.read_bytes()):
        found = sample['pred_instances']
        people[person_key(sample['img_path'], found['bboxes'][0])] = found
    return people


@pytest.mark.parametrize('flip_test', [True, False])
def test_the_same_numbers_as_tools_test(
    small, run_tool, tmp_path: Path, flip_test: bool
) -> None:
    expected = dumped(run_tool, small, tmp_path, flip_test)
    infer = PoseurInferencer(
        small.config, small.checkpoint, 'cpu', batch_size=2, flip_test=flip_test
    )
    results = infer(small.images, boxes=small.annotations)
    count, seen = 0, []
    for result in results:
        for index, box in enumerate(result.boxes):
            other = expected[person_key(result.name, box)]
            for ours, theirs, tolerance in (
                (result.keypoints, other['keypoints'], 0.01),
                (result.sigmas, other['keypoint_sigmas'], 0.01),
                (result.keypoint_scores, other['keypoint_scores'], 1e-5),
            ):
                np.testing.assert_allclose(ours[index], theirs[0], atol=tolerance)
            seen.append((result.keypoints[index] - box[:2]) / (box[2:] - box[:2]))
            count += 1
    assert count == len(expected) >= 4
    assert np.std(seen, axis=0).mean() > 0.01  # the poses are not all the same


def test_flip_test_comes_from_the_config_and_changes_the_poses(small, inferencer):
    infer = PoseurInferencer(
        small.config, small.checkpoint, 'cpu', batch_size=4, flip_test=False
    )
    image = small.paths[0]
    plain, averaged = infer(image)[0], inferencer(image)[0]
    assert inferencer.model.test_cfg['flip_test'] is True
    assert np.abs(plain.keypoints - averaged.keypoints).max() > 0.1


def test_all_forms_of_inputs_give_the_same_poses(small, inferencer) -> None:
    expected = inferencer(small.images)
    arrays = [cv2.imread(str(path)) for path in small.paths]
    assert [result.name for result in expected] == [str(path) for path in small.paths]
    assert_same(inferencer(str(small.images / '*.*')), expected)
    assert_same(inferencer(small.paths), expected)
    assert_same(inferencer(arrays), expected)
    assert_same([inferencer(str(path))[0] for path in small.paths], expected)
    whole = [[[0, 0, array.shape[1], array.shape[0]]] for array in arrays]
    assert_same(inferencer(arrays, boxes=whole), expected)


def test_people_of_several_images_share_batches(small, inferencer) -> None:
    sizes: list[int] = []
    hook = inferencer.model.backbone.register_forward_pre_hook(
        lambda module, args: sizes.append(len(args[0]))
    )
    boxes = [[[10, 10, 60, 90], [40, 20, 120, 120]]] * 4
    try:
        results = inferencer(small.paths, boxes=boxes)
    finally:
        hook.remove()
    assert sizes == [4, 4, 4, 4]  # eight people in two batches, and their mirror images
    alone = [inferencer(path, boxes=boxes[0])[0] for path in small.paths]
    assert_same(results, alone, tolerance=0.01)


def test_frames_of_a_camera_do_not_wait() -> None:
    image = np.zeros((40, 40, 3), np.uint8)
    camera = [Frame(image, Camera(0, 0), index) for index in range(3)]
    assert [len(batch) for batch in batched(camera, 8)] == [1, 1, 1]
    files = [Frame(image, ImageFile(Path('a.jpg'), index)) for index in range(5)]
    assert [len(batch) for batch in batched(files, 2)] == [2, 2, 1]


def test_a_video_streams_in_constant_memory(video: Path, inferencer) -> None:
    alive: list[weakref.ref] = []
    most = 0
    for index, result in enumerate(inferencer.stream(video)):
        assert result.frame_index == index
        assert result.image.shape == (128, 160, 3)
        alive.append(weakref.ref(result.image))
        del result
        most = max(most, sum(ref() is not None for ref in alive))
    assert len(alive) == 12
    assert most <= 2 * inferencer.batch_size
    results = inferencer(video)
    assert len(results) == 12 and results[0].image is None


def test_tracking_gives_ids(video: Path, inferencer) -> None:
    boxes = [[[10, 20, 70, 120], [80, 20, 140, 120]] for _ in range(12)]
    results = inferencer(video, boxes=boxes, tracking=True)
    assert [result.track_ids.tolist() for result in results] == [[1, 2]] * 12
    assert inferencer(video, boxes=boxes)[0].track_ids is None


def test_failures_are_collected_and_the_rest_is_done(
    small, inferencer, tmp_path: Path
) -> None:
    good = Path(shutil.copy(small.paths[0], tmp_path / 'a.jpg'))
    broken = tmp_path / 'b.jpg'
    broken.write_bytes(good.read_bytes()[:-500])
    float_array = np.zeros((8, 8, 3))
    failures: list = []
    inputs = [good, broken, tmp_path / 'none.png', float_array, good]
    boxes = [[[0, 0, 50, 50], [500, 0, 600, 50]], [], [], [], [[0, 0, 50, 50]]]
    results = inferencer(inputs, boxes=boxes, failures=failures)
    assert [(each.input_index, len(each)) for each in results] == [(0, 1), (4, 1)]
    text = '\n'.join(map(str, failures))
    assert len(failures) == 4
    for part in (
        f'{good}: Box 1, [500.0, 0.0, 600.0, 50.0]',
        'is outside of the image of',
        f'{broken}: The file is truncated or not an image',
        'none.png: The file does not exist',
        'array 3: an image must be a uint8 array [H, W, 3] in BGR order, not float64',
    ):
        assert part in text
    with pytest.raises(InferenceError, match='b.jpg.*truncated'):
        inferencer(inputs)


def test_nobody_is_no_failure(small, inferencer) -> None:
    (result,) = inferencer(small.paths[0], boxes=[])
    assert len(result) == 0 and result.keypoints.shape == (0, 17, 2)


def test_weights_that_are_no_numbers_are_reported(small, tmp_path: Path) -> None:
    weights = torch.load(small.checkpoint, weights_only=True)['state_dict']
    key = next(key for key in weights if key.startswith('head.') and 'bias' in key)
    weights[key].fill_(float('nan'))
    torch.save(weights, tmp_path / 'nan.pth')
    infer = PoseurInferencer(small.config, tmp_path / 'nan.pth', 'cpu')
    failures: list = []
    assert infer(small.paths[:2], failures=failures) == []
    assert [failure.place for failure in failures] == [str(p) for p in small.paths[:2]]
    assert 'not finite' in failures[0].reason


def test_a_checkpoint_of_another_model_is_refused(small, repo_root: Path) -> None:
    name = 'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192'  # an alias
    with pytest.raises(CheckpointMismatchError) as caught:
        PoseurInferencer(name, small.checkpoint, 'cpu')
    assert 'missing from the checkpoint: head.poseur.query_decoder' in str(caught.value)
    assert f'now it is {repo_root}' in str(caught.value)


def test_unknown_names_and_settings(small, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='Nearest names: .*res50_8xb32'):
        PoseurInferencer('td-reg_poseur-res5_8xb32-325e_coco', small.checkpoint)
    (tmp_path / 'part.py').write_text('codec = dict()')
    with pytest.raises(ValueError, match='part.py has no model, test_dataloader'):
        PoseurInferencer(tmp_path / 'part.py', small.checkpoint)
    with pytest.raises(ValueError, match='batch_size=0'):
        PoseurInferencer(small.config, small.checkpoint, batch_size=0)
    one = PoseurInferencer(small.config, small.checkpoint, 'cpu', batch_size=1)
    assert one.batch_size == 1


def test_configs_with_several_views_are_refused(repo_root: Path) -> None:
    configs = sorted((repo_root / 'configs').rglob('*_tta.py'))
    assert len(configs) == 4
    for config in configs:
        with pytest.raises(ValueError) as caught:
            PoseurInferencer(config, 'unread.pth')
        assert str(caught.value).startswith(f'{config}: test_dataloader.dataset.pipeli')
        assert 'TestTimeAug' in str(caught.value)
        assert 'Use the config that this one is derived from' in str(caught.value)


def test_mmposes_own_inferencer_gives_the_same(small, inferencer) -> None:
    from mmpose.apis import MMPoseInferencer

    theirs = MMPoseInferencer(
        str(small.config), str(small.checkpoint), device='cpu', det_model='whole_image'
    )
    for path, ours in zip(small.paths[:2], inferencer(small.paths[:2]), strict=True):
        (person,) = next(theirs(str(path)))['predictions'][0]
        np.testing.assert_allclose(person['keypoints'], ours.keypoints[0], atol=0.01)


def test_a_config_object_stays_as_it_is(small) -> None:
    cfg = Config.fromfile(small.config)
    before = json.dumps(cfg.to_dict(), default=str)
    PoseurInferencer(cfg, small.checkpoint, 'cpu', flip_test=False)
    assert json.dumps(cfg.to_dict(), default=str) == before


def test_boxes_that_raise_fail_alone(small, inferencer) -> None:
    """The second of four images makes the provider raise, in any batch."""

    class Raising(BoxProvider):
        def __call__(self, frames, failures):
            if any(frame.source.position == 1 for frame in frames):
                raise MemoryError('too large')
            return [Boxes.from_array([[0, 0, 50, 50]]) for _ in frames]

    failures: list = []
    results = inferencer(small.paths, boxes=Raising(), failures=failures)
    assert [each.input_index for each in results] == [0, 2, 3]
    (failure,) = failures
    assert failure.place == str(small.paths[1])
    assert failure.reason.startswith('MemoryError: too large. Check this input')
    with pytest.raises(InferenceError, match='MemoryError: too large'):
        inferencer(small.paths, boxes=Raising())


def test_a_model_that_raises_fails_alone(small, inferencer, monkeypatch) -> None:
    """The pipeline fails for crops of the second image."""
    pipeline = inferencer.estimator.pipeline

    def raising(sample: dict) -> dict:
        if sample['img_path'] == str(small.paths[1]):
            raise KeyError('keypoints')
        return pipeline(sample)

    expected = inferencer(small.paths)
    monkeypatch.setattr(inferencer.estimator, 'pipeline', raising)
    failures: list = []
    results = inferencer(small.paths, failures=failures)
    assert [str(each.place) for each in failures] == [str(small.paths[1])]
    for result in results:
        np.testing.assert_allclose(
            result.keypoints, expected[result.input_index].keypoints, atol=0.01
        )
    assert len(results) == 3
