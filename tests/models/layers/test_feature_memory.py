from __future__ import annotations

import pytest
import torch

from poseur.models import FeatureMemory, Memory
from poseur.models.layers import map_encoding, sine_encoding

SHAPES = ((6, 5), (3, 2), (1, 1))


def feature_maps(channels: int = 8) -> list[torch.Tensor]:
    return [torch.randn(2, channels, *shape) for shape in SHAPES]


def test_maps_undo_the_flattening():
    pixels = torch.arange(2 * 12 * 3.0).reshape(2, 12, 3)
    wide, tall = Memory(pixels, ((2, 4), (4, 1))).maps()
    assert wide.shape == (2, 3, 2, 4) and tall.shape == (2, 3, 4, 1)
    assert torch.equal(wide[1, :, 1, 2], pixels[1, 4 + 2])  # row-major
    assert torch.equal(tall[0, :, 3, 0], pixels[0, 8 + 3])


def test_tables_of_a_memory():
    memory = Memory(torch.zeros(3, 37, 2), SHAPES)
    assert memory.sizes.tolist() == [[5, 6], [2, 3], [1, 1]]  # width, height
    assert memory.first_rows.tolist() == [[0, 30, 36], [37, 67, 73], [74, 104, 110]]


def test_rows_that_look_through_windows():
    pixels = torch.arange(2 * 6.0).reshape(2, 6, 1)
    windows = torch.tensor([[0.5, 0.0, 0.25, 1.0], [0.1, 0.2, 0.5, 0.4], [0, 0, 1, 1]])
    memory = Memory(pixels, ((2, 3),)).with_windows(torch.tensor([1, 0, 1]), windows)
    points = torch.tensor([[0.0, 0.0], [1.0, 0.5], [-1.0, 2.0]]).expand(3, -1, -1)
    expected = [
        [[0.5, 0.0], [0.75, 0.5], [0.25, 2.0]],
        [[0.1, 0.2], [0.6, 0.4], [-0.4, 1.0]],
        points[2].tolist(),
    ]
    torch.testing.assert_close(
        memory.to_map_coordinates(points), torch.tensor(expected)
    )
    assert memory.first_rows.tolist() == [[6], [0], [6]]


def test_encoding_spreads_over_what_an_image_fills():
    build, feats = FeatureMemory(8, num_levels=3), feature_maps()
    fills = torch.tensor([[[5, 6], [2, 3], [1, 1]], [[3.5, 4], [1.75, 2], [1, 0.7]]])
    full, part = build(feats, fills).maps()[0]
    assert torch.equal(full, build(feats).maps()[0][0])
    expected = feats[0][1].clone().permute(1, 2, 0)
    step = torch.arange(6) + 0.5
    for row in range(4):
        for column in range(4):
            angle = torch.stack([step[row] / 4, step[column] / 3.5]) * 2 * torch.pi
            expected[row, column] += sine_encoding(angle, 4).flatten()
    expected += build.level_embedding[0]
    torch.testing.assert_close(part[:, :4, :4], expected.permute(2, 0, 1)[:, :4, :4])
    assert not part[:, 4:].any() and not part[:, :, 4:].any()
    assert not build(feats, fills).maps()[1][1][:, 2:].any()


def test_padding_that_is_not_finite_is_nothing_either():
    build, feats = FeatureMemory(8, num_levels=3), feature_maps()
    fills = torch.tensor([[5.0, 4], [2, 2], [1, 1]]).expand(2, -1, -1)
    expected = build(feats, fills).pixels
    feats[0][:, :, 4:] = float('nan')
    assert torch.equal(build(feats, fills).pixels, expected)


def test_encoding_and_level_embedding_are_added():
    build, feats = FeatureMemory(8, num_levels=3), feature_maps()
    memory = build(feats)
    assert memory.shapes == SHAPES and memory.pixels.shape == (2, 37, 8)
    for level, (ours, feat) in enumerate(zip(memory.maps(), feats, strict=True)):
        encoding = map_encoding(*SHAPES[level], 8, like=feat)
        added = encoding + build.level_embedding[level]
        torch.testing.assert_close(ours, feat + added.permute(2, 0, 1))


def test_level_embedding_is_learned_from_a_unit_normal():
    build = FeatureMemory(256, num_levels=4)
    assert float(build.level_embedding.detach().std()) == pytest.approx(1, abs=0.1)
    build([torch.randn(2, 256, 3, 3) for _ in range(4)]).pixels.sum().backward()
    assert torch.equal(build.level_embedding.grad, torch.full((4, 256), 18.0))


def test_spare_embeddings_are_kept_but_not_used():
    build, feats = FeatureMemory(8, num_levels=3, num_embeddings=4), feature_maps()
    assert build.level_embedding.shape == (4, 8)
    before = build(feats).pixels
    build.level_embedding.data[3] += 1
    assert torch.equal(build(feats).pixels, before)


def test_other_maps_than_configured_are_refused():
    fits = FeatureMemory(8, num_levels=3)
    for feats in (feature_maps()[:2], [*feature_maps(), feature_maps()[0]]):
        with pytest.raises(ValueError, match=r'\[8, 8.*ask for \[8, 8, 8\]'):
            fits(feats)
    with pytest.raises(ValueError, match=r'\[4, 4, 4\] .*embed_dims .*\[8, 8, 8\]'):
        fits(feature_maps(channels=4))


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match='num_embeddings=2 .*num_levels=3'):
        FeatureMemory(8, num_levels=3, num_embeddings=2)
    with pytest.raises(ValueError, match='embed_dims=30 .*multiple of 4'):
        FeatureMemory(30, num_levels=3)
