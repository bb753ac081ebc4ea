import time

import pytest
import torch
from mmengine.config import Config

import poseur.codecs
import poseur.datasets  # noqa: F401
from poseur.analysis.attention_speed import attention_speed, compare, model_speed

CPU = torch.device('cpu')


def test_the_ratio_of_two_known_times():
    fast, slow = (lambda: time.sleep(0.01)), (lambda: time.sleep(0.03))
    row = compare('fast', fast, 'slow', slow, 3, CPU)
    assert row.milliseconds >= 10 and row.other_milliseconds >= 30
    assert row.ratio == pytest.approx(3, rel=0.3)


def test_emsda_is_several_times_faster_than_msda():
    single, batch, training = attention_speed(CPU, repeats=5)
    assert single.ratio > 2 and batch.ratio > 5  # 6 and 18 on an idle machine
    assert training.ratio > 2


def test_the_whole_model_takes_longer_than_its_head(repo_root):
    name = 'configs/poseur/coco/td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py'
    head, model = model_speed(Config.fromfile(repo_root / name), CPU, 1, repeats=3)
    assert 1 < head.ratio < 20 and model.ratio > 1.3
    assert head.other_milliseconds == pytest.approx(model.milliseconds, rel=0.8)
