from __future__ import annotations

import pytest
import torch

from poseur.models import KeypointEncoder
from poseur.models.layers import proposal_encoding

NOISY = dict(type='NoisyReferencePoints', num_copies=3, num_noised=4)
INSIDE = torch.tensor([[[0.2, 0.7], [0.5, 0.0]]])
OUTSIDE = torch.tensor([[[-0.3, 1.2], [0.4, 2.5]]])


def test_official_queries_by_formula():
    assert KeypointEncoder(num_keypoints=2).class_embedding.shape == (2, 256)
    encoder = KeypointEncoder(num_keypoints=2, embed_dims=8)
    queries = encoder(OUTSIDE)
    clipped = torch.tensor([[[0.0, 1.0], [0.4, 1.0]]])
    codes = torch.cat(
        [proposal_encoding(OUTSIDE, 8), proposal_encoding(clipped, 8)], dim=-1
    )
    projected = codes @ encoder.projection.weight.T + encoder.projection.bias
    centered = projected - projected.mean(-1, keepdim=True)
    spread = (centered.square().mean(-1, keepdim=True) + 1e-5).sqrt()
    torch.testing.assert_close(queries.content, centered / spread)
    assert queries.position is encoder.class_embedding
    assert torch.equal(queries.reference, OUTSIDE)


def test_content_knows_how_far_outside_a_point_lies():
    encoder = KeypointEncoder(num_keypoints=2, embed_dims=8)
    further = OUTSIDE + torch.tensor([-0.2, 0.0])  # clipped, keypoint 0 is the same
    change = (encoder(further).content - encoder(OUTSIDE).content).abs()
    assert change[0, 0].max() > 1e-3


def test_paper_queries_are_sums_without_position():
    encoder = KeypointEncoder(num_keypoints=2, embed_dims=8, query='paper')
    queries = encoder(OUTSIDE)
    expected = proposal_encoding(OUTSIDE, 8) + encoder.class_embedding
    torch.testing.assert_close(queries.content, expected)
    assert queries.position.shape == (2, 8) and not queries.position.any()
    assert list(dict(encoder.named_parameters())) == ['class_embedding']


@pytest.mark.parametrize('query', ['official', 'paper'])
def test_noisy_groups_follow_the_proposals(query):
    encoder = KeypointEncoder(17, 8, query, noisy_points=NOISY)
    proposal = torch.rand(2, 17, 2)
    proposal[:, 0] = torch.tensor([3.0, -2.0])  # beyond the bounds of the copies
    queries = encoder(proposal)
    assert queries.content.shape == (2, 68, 8) and queries.reference.shape == (2, 68, 2)
    assert torch.equal(queries.reference[:, :17], proposal)
    copies = queries.reference[:, 17:]
    assert float(copies.min()) == pytest.approx(-0.7)
    assert float(copies.max()) == pytest.approx(1.7)

    alone = encoder.eval()(proposal)
    assert alone.content.shape == (2, 17, 8)
    torch.testing.assert_close(queries.content[:, :17], alone.content)
    # A copied point that did not move has the query of its proposal.
    unmoved = (copies == proposal.repeat(1, 3, 1)).all(-1)
    assert 2 * 36 <= int(unmoved.sum()) <= 2 * 39
    torch.testing.assert_close(
        queries.content[:, 17:][unmoved], alone.content.repeat(1, 3, 1)[unmoved]
    )


def test_the_papers_second_query_set():
    random_points = dict(type='RandomReferencePoints')
    encoder = KeypointEncoder(2, 8, query='paper', noisy_points=random_points)
    first, second = encoder(OUTSIDE), encoder(OUTSIDE)
    assert first.reference.shape == (1, 4, 2)
    assert torch.equal(first.reference[:, :2], OUTSIDE)
    assert not torch.isclose(first.reference[:, 2:], second.reference[:, 2:]).any()


def test_no_copies_without_noisy_points():
    assert KeypointEncoder(2, 8)(INSIDE).content.shape == (1, 2, 8)


@pytest.mark.parametrize('query', ['official', 'paper'])
def test_no_gradient_reaches_the_proposal(query):
    proposal = INSIDE.clone().requires_grad_()
    encoder = KeypointEncoder(2, 8, query)
    queries = encoder(proposal)
    assert not queries.reference.requires_grad
    (queries.content * torch.randn(1, 2, 8)).sum().backward()
    assert proposal.grad is None
    trained = encoder.class_embedding if query == 'paper' else encoder.projection.weight
    assert trained.grad.abs().max() > 1e-3


def test_initial_weights():
    encoder = KeypointEncoder(num_keypoints=17, embed_dims=64)
    bound = (6 / (17 + 64)) ** 0.5
    assert 0.95 * bound < encoder.class_embedding.detach().abs().max() <= bound
    bound = (6 / (128 + 64)) ** 0.5
    assert 0.99 * bound < encoder.projection.weight.detach().abs().max() <= bound


def test_class_embeddings_start_at_the_scale_asked_for():
    encoder = KeypointEncoder(num_keypoints=50, embed_dims=256, class_std=0.5)
    embedding = encoder.class_embedding.detach()
    assert embedding.std() == pytest.approx(0.5, rel=0.03)
    assert embedding.mean() == pytest.approx(0.0, abs=0.02)


def test_an_unknown_query_is_refused():
    with pytest.raises(ValueError, match="query='detr'"):
        KeypointEncoder(2, 8, query='detr')
