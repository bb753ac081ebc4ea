"""``tools/deployment/export_onnx.py``: files, printed figures, errors."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import DefaultScope
from mmpose.registry import MODELS
from onnx import numpy_helper

from poseur.deploy import ModelMetadata, OnnxPoseur
from poseur.deploy.export import (
    AccuracyError,
    ExportError,
    InferenceGraph,
    require_same,
    to_onnx,
)
from poseur.deploy.export.accuracy import PixelChange
from poseur.deploy.export.quantization import backbone_nodes
from poseur.models import CoarseBranch, KeypointDistribution

pytestmark = pytest.mark.filterwarnings('ignore::DeprecationWarning')


@pytest.fixture(scope='module')
def exported(demo) -> onnx.ModelProto:
    return onnx.load(demo.onnx)


def test_standard_operators_and_a_free_batch(exported):
    assert [(each.domain, each.version) for each in exported.opset_import] == [('', 17)]
    assert {node.domain for node in exported.graph.node} == {''}
    (crops,) = exported.graph.input
    assert crops.name == 'crops'
    assert crops.type.tensor_type.elem_type == onnx.TensorProto.UINT8
    shapes = {
        each.name: [dim.dim_value or 'any' for dim in each.type.tensor_type.shape.dim]
        for each in (crops, *exported.graph.output)
    }
    assert shapes == dict(
        crops=['any', 96, 72, 3],
        keypoints=['any', 17, 2],
        sigmas=['any', 17, 2],
        scores=['any', 17],
    )


def test_only_what_prediction_needs_is_exported(exported, demo):
    """No flows, no scales of the proposals, only the references of earlier layers."""
    weights = {each.name: each for each in exported.graph.initializer}
    assert not any('loss' in name or 'fc_sigma' in name for name in weights)
    refinements = {
        '.'.join(name.split('.')[2:4])
        for name in weights
        if name.startswith('decoder.refinements')
    }
    assert refinements == {'0.coord', '1.coord', '1.delta', '1.sigma'}
    stored = sum(numpy_helper.to_array(each).size for each in weights.values())
    head = demo.estimator.head
    left_out = [
        head.poseur.coarse_loss,
        head.poseur.decoder_loss,
        head.poseur.coarse_branch.fc_sigma,
    ]
    left_out += [head.poseur.query_decoder.refinements[0].delta]
    left_out += [head.poseur.query_decoder.refinements[0].sigma]
    encodings = (24 * 18 + 12 * 9 + 6 * 5 + 3 * 3) * 64  # of the pixels of all levels
    whole, without = count(demo.estimator), sum(map(count, left_out))
    assert without > 0.1 * whole
    assert abs(stored - encodings - (whole - without)) < 0.02 * whole


def count(module: torch.nn.Module) -> int:
    return sum(each.numel() for each in module.parameters())


def test_the_tool(demo, export, tmp_path: Path, capsys):
    out = tmp_path / 'out' / 'demo.onnx'
    export(demo.config, demo.checkpoint, out, '--opset', 16)
    printed = capsys.readouterr().out
    figures = re.search(
        r'largest deviation .*: keypoints (\S+), sigmas (\S+), scores (\S+)', printed
    )
    assert all(float(figure.rstrip(',')) < 1e-4 for figure in figures.groups())
    assert onnx.load(out).opset_import[0].version == 16
    image = next(demo.images.iterdir())
    one, other = OnnxPoseur(out)(image), OnnxPoseur(demo.onnx)(image)
    np.testing.assert_allclose(one.keypoints, other.keypoints, atol=1e-2)


def test_torchscript(demo, export, tmp_path: Path):
    out = tmp_path / 'demo.pt'
    export(demo.config, demo.checkpoint, out, '--format', 'torchscript')
    extra = {'poseur.json': ''}
    script = torch.jit.load(out, _extra_files=extra)
    metadata = ModelMetadata.from_json(extra['poseur.json'].decode(), 'demo.pt')
    assert metadata == demo.metadata
    crops = np.random.default_rng(0).integers(0, 256, (5, 96, 72, 3), np.uint8)
    expected = OnnxPoseur(demo.onnx).run(crops)
    for ours, theirs in zip(script(torch.from_numpy(crops)), expected, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs, atol=1e-3)


def test_int8_backbone(demo, export, tmp_path: Path, capsys):
    out = tmp_path / 'demo.onnx'
    calibration = ('--calibration-images', demo.images)
    boxes = ('--calibration-boxes', demo.annotations)
    export(demo.config, demo.checkpoint, out, '--int8', *calibration, *boxes)
    printed = capsys.readouterr().out
    change = re.search(
        r'on (\d+) others .* mean ([\d.]+), .* largest ([\d.]+)', printed
    )
    people, mean, largest = map(float, change.groups())
    assert people >= 4 and 0 < mean < largest < 5
    quantized = onnx.load(tmp_path / 'demo-int8.onnx')
    nodes = {name: node for node in quantized.graph.node for name in node.output}
    convolutions = {
        node.name: [nodes[name].op_type for name in node.input[:2] if name in nodes]
        for node in quantized.graph.node
        if node.op_type == 'Conv'
    }
    eight_bits = ['DequantizeLinear'] * 2  # input and weights
    done = [name for name, origins in convolutions.items() if origins == eight_bits]
    assert done == [name for name in convolutions if '/backbone/' in name][3:]
    assert len(done) > 10 and len(convolutions) > 20
    scales = {array.name: array.dims for array in quantized.graph.initializer}
    for node in quantized.graph.node:
        if node.op_type == 'Conv' and node.name in done:
            weights = nodes[node.input[1]]
            assert list(scales[weights.input[1]]) == list(scales[weights.input[0]][:1])
    before_relu = [
        nodes[node.input[0]].name
        for node in quantized.graph.node
        if node.op_type == 'Relu' and '/backbone/' in node.name
    ]
    assert before_relu and not set(before_relu) & set(done)  # folded into the ranges
    assert OnnxPoseur(tmp_path / 'demo-int8.onnx').metadata.backbone == 'int8'


def test_a_backbone_too_small_for_int8():
    names = [f'/backbone/{number}/Conv' for number in range(4)]
    nodes = [onnx.helper.make_node('Conv', ['x', 'w'], [n], name=n) for n in names]
    graph = onnx.helper.make_graph(nodes, 'four', [], [])
    assert backbone_nodes(onnx.helper.make_model(graph)) == names[-1:]
    graph = onnx.helper.make_graph(nodes[1:], 'three', [], [])
    with pytest.raises(ExportError, match='has 3 convolutions and products'):
        backbone_nodes(onnx.helper.make_model(graph))


@MODELS.register_module()
class CountingCoarseBranch(CoarseBranch):
    """Depends on the batch size in a way that tracing misses."""

    def forward(self, feat):
        mu, sigma = super().forward(feat)
        return KeypointDistribution(mu + 0.01 * int(feat.shape[0]), sigma)


def test_a_file_that_deviates_is_not_written(demo, export, tmp_path: Path):
    config = tmp_path / 'counting.py'
    branch = "dict(coarse_branch=dict(type='CountingCoarseBranch'))"
    config.write_text(f'_base_ = [{str(demo.config)!r}]\nmodel = dict(head={branch})\n')
    for form, suffix in (('onnx', 'onnx'), ('torchscript', 'pt')):
        out = tmp_path / f'out.{suffix}'
        with pytest.raises(SystemExit) as end:
            export(config, demo.checkpoint, out, '--format', form)
        assert re.match(
            rf'the {form} file deviates from PyTorch by keypoints [\d.]+e-02',
            end.value.code,
        )
        assert end.value.code.endswith('Nothing was written.')
    assert list(tmp_path.iterdir()) == [config]


def test_other_weights_are_noticed(demo):
    with torch.no_grad():
        graph = InferenceGraph(demo.estimator, demo.metadata)
        graph.decoder.refinements[-1].delta[-1].bias += 2e-4
    content = to_onnx(graph, demo.metadata)
    with pytest.raises(
        AccuracyError, match='deviates from PyTorch by keypoints 2.0e-04'
    ):
        require_same(demo.estimator, content, 'onnx', demo.metadata)


def test_exporting_leaves_model_and_graph_alone(demo):
    graph = InferenceGraph(demo.estimator, demo.metadata)
    before = {key: value.clone() for key, value in graph.state_dict().items()}
    to_onnx(graph, demo.metadata)
    for key, value in graph.state_dict().items():
        assert torch.equal(value, before[key]), key
    assert demo.estimator.head.poseur.coarse_loss is not None


@pytest.mark.parametrize(
    ('name', 'words', 'problem'),
    [
        ('a.pt', (), 'the name must end in .onnx'),
        ('a.onnx', ('--format', 'torchscript'), 'the name must end in .pt'),
        ('a.onnx', ('--opset', 15), '--opset 15 is too old'),
        ('a.onnx', ('--int8',), 'need each other'),
        ('a.onnx', ('--calibration-images', '.'), 'need each other'),
    ],
)
def test_arguments_are_checked_first(export, capsys, tmp_path, name, words, problem):
    with pytest.raises(SystemExit) as end:
        export('no_config.py', 'no.pth', tmp_path / name, *words)
    assert end.value.code == 2
    assert problem in capsys.readouterr().err


def test_existing_files_stay(demo, export, tmp_path, capsys):
    (tmp_path / 'mine.onnx').write_text('mine')
    with pytest.raises(SystemExit):
        export(demo.config, demo.checkpoint, tmp_path / 'mine.onnx')
    assert 'mine.onnx exists; pass --overwrite' in capsys.readouterr().err
    assert (tmp_path / 'mine.onnx').read_text() == 'mine'


@pytest.mark.parametrize(
    ('lines', 'problem'),
    [
        (
            'model = dict(test_cfg=dict(output_keypoint_indices=[0, 1]))',
            'output_keypoint_indices leaves keypoints out',
        ),
        (
            'model = dict(test_cfg=dict(num_layers=1))',
            'num_layers stops before the last decoder layer',
        ),
        (
            'test_dataloader = dict(dataset=dict(pipeline=[dict(type="LoadImage")]))',
            'pipeline has no GetBBoxCenterScale',
        ),
        (
            'test_dataloader = dict(dataset=dict(pipeline=[dict(type='
            '"GetBBoxCenterScale"), dict(type="TopdownAffine", use_udp=True)]))',
            'TopdownAffine has use_udp=True',
        ),
        (
            'model = dict(head=dict(_delete_=True, type="RLEHead", in_channels=64, '
            'num_joints=17), neck=dict(_delete_=True, type="GlobalAveragePooling"))',
            'TopdownPoseEstimator with a RLEHead',
        ),
    ],
)
def test_what_cannot_be_exported(demo, export, tmp_path, lines, problem):
    config = tmp_path / 'other.py'
    config.write_text(f'_base_ = [{str(demo.config)!r}]\n{lines}\n')
    with DefaultScope.overwrite_default_scope('mmpose'):
        weights = MODELS.build(Config.fromfile(config).model).state_dict()
    torch.save(dict(state_dict=weights), tmp_path / 'other.pth')
    with pytest.raises(SystemExit) as end:
        export(config, tmp_path / 'other.pth', tmp_path / 'other.onnx')
    assert problem in end.value.code
    assert not (tmp_path / 'other.onnx').exists()


def test_too_few_people_to_calibrate_with(demo, export, tmp_path: Path):
    (tmp_path / 'empty').mkdir()
    words = ('--int8', '--calibration-images', tmp_path / 'empty')
    with pytest.raises(SystemExit, match='empty has 0 people to calibrate with'):
        export(demo.config, demo.checkpoint, tmp_path / 'a.onnx', *words)
    assert not (tmp_path / 'a.onnx').exists()


def test_metadata_as_json(demo):
    text = demo.metadata.to_json()
    assert ModelMetadata.from_json(text, 'a file') == demo.metadata
    assert 'category' not in text  # of people; earlier versions do not know it
    dogs = replace(demo.metadata.skeleton, category='dog')
    other = demo.metadata.replace(skeleton=dogs)
    assert ModelMetadata.from_json(other.to_json(), 'a file') == other
    assert json.loads(text)['input_size'] == [72, 96]


def test_the_names_in_the_metadata_do_not_change(demo):
    """Files of format 1 keep the spelling they have had from the start."""
    values = json.loads(demo.metadata.to_json())
    assert list(values) == [
        'format',
        'model',
        'input_size',
        'padding',
        'mean',
        'std',
        'bgr_to_rgb',
        'keypoint_score',
        'flip_test',
        'flip_fusion',
        'shift_coords',
        'flip_indices',
        'skeleton',
        'backbone',
    ]
    assert values['format'] == 1
    assert list(values['skeleton']) == [
        'names',
        'links',
        'keypoint_colours',
        'link_colours',
        'oks_sigmas',
    ]


def test_distances_are_summarized() -> None:
    change = PixelChange.of(np.r_[np.arange(100.0), 151.0])
    assert change == (pytest.approx(5101 / 101), 50, 95, 151)
