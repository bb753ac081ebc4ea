"""One cycle of training, resuming and testing through the real tools."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from poseur.checkpoints import load_file
from poseur.evaluation import validate_coco_results

pytestmark = pytest.mark.slow


@pytest.fixture(scope='module')
def trained(small_config: Path, run_tool, tmp_path_factory) -> Path:
    """Work directory of an uninterrupted run of two epochs."""
    work_dir = tmp_path_factory.mktemp('trained')
    run_tool('train.py', small_config, '--work-dir', work_dir)
    return work_dir


def _scalars(work_dir: Path, key: str) -> list[float]:
    """All values of a key in the newest log, in order."""
    log = max(work_dir.glob('*/vis_data/scalars.json'))
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return [line[key] for line in lines if key in line]


def test_training_writes_logs_and_checkpoints(trained: Path) -> None:
    losses = _scalars(trained, 'loss')
    assert len(losses) == 8
    assert all(torch.isfinite(torch.tensor(losses)))
    assert len(_scalars(trained, 'coco/AP')) == 2
    assert (trained / 'last_checkpoint').read_text() == str(trained / 'epoch_2.pth')
    assert (trained / 'small.py').is_file()  # the config, for later


def test_resumed_run_equals_the_uninterrupted_one(
    trained: Path, small_config: Path, run_tool, tmp_path: Path
) -> None:
    """The last checkpoint is cut short, as by a full disk."""
    work_dir = Path(shutil.copytree(trained, tmp_path / 'resumed'))
    latest = work_dir / 'epoch_2.pth'
    latest.write_bytes(latest.read_bytes()[:10_000])
    shutil.rmtree(next(work_dir.glob('2*')))  # the log of the first run
    result = run_tool('train.py', small_config, '--work-dir', work_dir, '--resume')
    log = result.stdout + result.stderr
    assert f'Checkpoint {latest} (10000 bytes) is truncated' in log
    assert 'resumed epoch: 1, iter: 4' in log
    assert _scalars(work_dir, 'loss')[-4:] == _scalars(trained, 'loss')[4:]
    expected = load_file(str(trained / 'epoch_2.pth'))['state_dict']
    for name, value in load_file(str(latest))['state_dict'].items():
        assert torch.equal(value, expected[name]), name


def test_testing_gives_the_metrics_of_the_last_validation(
    trained: Path, small_config: Path, run_tool, tmp_path: Path
) -> None:
    out = tmp_path / 'new' / 'metrics.json'
    checkpoint = trained / 'epoch_2.pth'
    words = ('--work-dir', tmp_path, '--out', out, '--dump', tmp_path / 'all.pkl')
    run_tool('test.py', small_config, checkpoint, *words)
    metrics = json.loads(out.read_text())
    for key in ('coco/AP', 'coco/AR', 'coco/AP .5'):
        assert metrics[key] == pytest.approx(_scalars(trained, key)[-1])
    assert (tmp_path / 'all.pkl').stat().st_size > 0


def test_results_for_the_server_from_images_without_annotations(
    trained: Path, small_config: Path, run_tool, synthetic_root: Path, tmp_path: Path
) -> None:
    """As for COCO test-dev: image infos, and the boxes of a detector."""
    annotations = synthetic_root / 'annotations' / 'person_keypoints_val.json'
    content = json.loads(annotations.read_text())
    image_info = tmp_path / 'image_info.json'
    people = content.pop('annotations')
    image_info.write_text(json.dumps(content))
    boxes = [
        dict(image_id=p['image_id'], category_id=1, bbox=p['bbox'], score=0.9)
        for p in people[:6]
    ]
    (tmp_path / 'boxes.json').write_text(json.dumps(boxes))
    out = tmp_path / 'results.json'
    run_tool(
        'test.py',
        small_config,
        trained / 'epoch_2.pth',
        *('--work-dir', tmp_path, '--format-only', '--out', out, '--cfg-options'),
        f'test_dataloader.dataset.ann_file={image_info}',
        f'test_dataloader.dataset.bbox_file={tmp_path}/boxes.json',
        f'test_evaluator.ann_file={image_info}',
        '+test_evaluator.nms_mode=none',
    )
    assert validate_coco_results(str(out)) == 6
    results = json.loads(out.read_text())
    assert {r['image_id'] for r in results} == {b['image_id'] for b in boxes}
    assert not list(tmp_path.glob('*.keypoints.json'))
