from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from poseur.models import KeypointDistribution
from poseur.models.rle_loss import PoseurRLELoss

SHAPE = (2, 3, 2)  # images, keypoints, axes


def rle_loss(moving: bool = False, **kwargs) -> PoseurRLELoss:
    """Build a loss in float64, with an identity flow unless ``moving``."""
    loss = PoseurRLELoss(**kwargs).double()
    if not moving:
        for parameter in loss.flow.parameters():
            torch.nn.init.zeros_(parameter)
    return loss


def prediction(*leading: int) -> KeypointDistribution:
    shape = (*leading, *SHAPE)
    mu = torch.rand(shape, dtype=torch.float64)
    return KeypointDistribution(mu, 0.05 + 0.4 * torch.rand(shape).double())


def nll_by_hand(mu: list[float], sigma: list[float], target: list[float]) -> float:
    """Return one keypoint's loss under a unit normal at (0.5, 0.5) plus Laplace."""
    bar = [(m - t) / s for m, s, t in zip(mu, sigma, target, strict=True)]
    log_phi = -math.log(2 * math.pi) - sum((b - 0.5) ** 2 for b in bar) / 2
    nll = 0.0
    for m, s, t in zip(mu, sigma, target, strict=True):
        nll += math.log(s) - log_phi
        nll += math.log(s * math.sqrt(2 * math.pi)) + abs(t - m) / (math.sqrt(2) * s)
    return nll


def test_one_keypoint_in_numbers():
    predicted = KeypointDistribution(
        torch.tensor([[[0.5, 0.4]]]).double(), torch.tensor([[[0.1, 0.1]]]).double()
    )
    target = torch.tensor([[[0.4, 0.5]]]).double()
    # bar = (1, -1), log phi = -1.837877 - (0.25 + 2.25) / 2 = -3.087877;
    # flow part    2 log 0.1 + 2 * 3.087877            =  1.570584
    # Laplace part 2 log 0.1 + 1.837877 + 2 * 0.707107 = -1.353079
    loss = rle_loss()(predicted, target, torch.ones(1, 1, 2))
    assert float(loss.detach()) == pytest.approx(0.217505, abs=2e-6)


def test_each_keypoint_by_hand():
    predicted, target = prediction(), torch.rand(SHAPE).double()
    total = sum(
        nll_by_hand(*(value[b, k].tolist() for value in (*predicted, target)))
        for b in range(2)
        for k in range(3)
    )
    loss = rle_loss()(predicted, target, torch.ones(SHAPE))
    assert float(loss.detach()) == pytest.approx(total / 6, rel=1e-7)


def test_divisors_and_weight_of_the_loss():
    predicted, target, weight = prediction(), torch.rand(SHAPE), torch.ones(SHAPE)
    by_keypoints = rle_loss()(predicted, target, weight)
    by_batch = rle_loss(divisor='batch')(predicted, target, weight)
    torch.testing.assert_close(by_batch, 3 * by_keypoints)
    weighted = rle_loss(loss_weight=0.25)(predicted, target, weight)
    torch.testing.assert_close(weighted, 0.25 * by_keypoints)
    with pytest.raises(ValueError, match="divisor='joints'"):
        PoseurRLELoss(divisor='joints')


def test_masked_keypoints_add_nothing_but_count():
    predicted, target = prediction(), torch.rand(SHAPE).double()
    weight = torch.ones(SHAPE)
    weight[0, 1] = weight[1, 2] = 0
    loss = rle_loss(moving=True)
    masked = loss(predicted, target, weight)
    kept = weight[..., 0] > 0
    only = [value[kept][None] for value in (*predicted, target, weight)]
    of_the_rest = loss(KeypointDistribution(*only[:2]), *only[2:])
    torch.testing.assert_close(masked * 6, of_the_rest * 4)
    target[0, 1] = 123.0
    assert loss(predicted, target, weight) == masked


def test_nothing_visible_is_exactly_zero():
    predicted = KeypointDistribution(*(v.requires_grad_() for v in prediction()))
    loss = rle_loss(moving=True)
    value = loss(predicted, torch.full(SHAPE, -4.0).double(), torch.zeros(SHAPE))
    assert float(value.detach()) == 0.0
    value.backward()
    for grad in (predicted.mu.grad, predicted.sigma.grad):
        assert torch.equal(grad, torch.zeros(SHAPE).double())
    assert not any(p.grad.any() for p in loss.parameters())


def test_the_flow_part_is_weighted_by_x_and_the_laplace_part_by_axis():
    predicted, target = prediction(), torch.rand(SHAPE).double()
    weight = torch.rand(SHAPE).double()
    loss = rle_loss(moving=True)
    flow = loss.negative_log_flow(*predicted, target)
    laplace = loss.negative_log_laplace(*predicted, target)
    expected = (flow.sum(-1) * weight[..., 0]).sum() + (laplace * weight).sum()
    torch.testing.assert_close(loss(predicted, target, weight), expected / 6)


def test_layers_are_separate_losses():
    predicted, target = prediction(4), torch.rand(SHAPE).double()
    weight = torch.rand(SHAPE).double()
    loss = rle_loss(moving=True)
    together = loss(predicted, target, weight)
    assert together.shape == (4,) and len(set(together.tolist())) == 4
    for layer in range(4):
        one = KeypointDistribution(*(value[layer] for value in predicted))
        torch.testing.assert_close(together[layer], loss(one, target, weight))


def test_a_vanishing_sigma_stays_finite():
    predicted = KeypointDistribution(
        torch.ones(SHAPE, requires_grad=True), torch.zeros(SHAPE, requires_grad=True)
    )
    loss = PoseurRLELoss()
    value = loss(predicted, torch.zeros(SHAPE), torch.ones(SHAPE))
    value.backward()
    assert value.isfinite() and float(value.detach()) > 1e6
    assert predicted.mu.grad.isfinite().all()
    assert predicted.sigma.grad.isfinite().all()


def test_sigma_counts_down_to_its_bound():
    loss = PoseurRLELoss().double()
    target = torch.full((1, 1, 2), 0.5).double()
    weight = torch.ones_like(target)
    losses = [
        loss(KeypointDistribution(target, weight * sigma), target, weight)
        for sigma in (1e-2, 1e-4, 2e-6, 1e-6, 1e-8)
    ]
    for index, ratio in enumerate((100, 50, 2)):  # an exact prediction gains by it
        gain = losses[index] - losses[index + 1]
        torch.testing.assert_close(gain, torch.tensor(4 * math.log(ratio)).double())
    assert losses[3] == losses[4]


@pytest.mark.parametrize('dtype', [torch.float32, torch.bfloat16])
def test_full_precision_under_autocast(dtype):
    loss = PoseurRLELoss()
    predicted = KeypointDistribution(*(value.to(dtype) for value in prediction()))
    target, exact = torch.rand(SHAPE), [value.float() for value in predicted]
    parts = loss.negative_log_flow(*exact, target)
    parts = parts + loss.negative_log_laplace(*exact, target)
    with torch.autocast('cpu', torch.bfloat16):
        value = loss(predicted, target, torch.ones(SHAPE))
    assert value.dtype == torch.float32
    torch.testing.assert_close(value, parts.sum() / 6, rtol=1e-6, atol=1e-6)


def gradients(mu: float, sigma: float, target: float) -> tuple[Tensor, Tensor]:
    predicted = KeypointDistribution(
        torch.full(SHAPE, mu, requires_grad=True, dtype=torch.float64),
        torch.full(SHAPE, sigma, requires_grad=True, dtype=torch.float64),
    )
    rle_loss()(predicted, torch.full(SHAPE, target), torch.ones(SHAPE)).backward()
    return predicted.mu.grad, predicted.sigma.grad


def test_descent_moves_mu_to_the_target_and_sigma_to_the_error():
    assert (gradients(mu=0.9, sigma=0.1, target=0.3)[0] > 0).all()
    assert (gradients(mu=0.3, sigma=0.1, target=0.9)[0] < 0).all()
    assert (gradients(mu=0.5, sigma=0.3, target=0.5)[1] > 0).all()  # too unsure
    assert (gradients(mu=0.9, sigma=0.05, target=0.2)[1] < 0).all()  # too sure


def test_an_absolute_error_is_added() -> None:
    plain, mixed = PoseurRLELoss(), PoseurRLELoss(l1_weight=3.0)
    mixed.load_state_dict(plain.state_dict())
    mu, target, sigma = torch.rand(2, 4, 2), torch.rand(2, 4, 2), torch.rand(2, 4, 2)
    weight = torch.tensor([1.0, 0.0, 2.0, 1.0])[:, None].expand(2, 4, 2)
    predicted = KeypointDistribution(mu, sigma)
    added = mixed(predicted, target, weight) - plain(predicted, target, weight)
    expected = 3 * ((mu - target).abs() * weight).sum() / 8
    torch.testing.assert_close(added, expected)


def after_one_step(absurd: bool, **options) -> tuple[float, float]:
    """Return the largest gradient, and the loss of correct labels after a step.

    Args:
        absurd: Whether a label is at 10,000. The others are less than 0.1 away.
        **options: Options of the loss.
    """
    torch.manual_seed(0)
    loss, weight = rle_loss(moving=True, **options), torch.ones(SHAPE)
    mu = torch.rand(SHAPE).double()
    target = mu + 0.1 * torch.rand(SHAPE).double()
    predicted = KeypointDistribution(mu.requires_grad_(), 0.3 * torch.ones(SHAPE))
    labels = target.clone()
    if absurd:
        labels[0, 0] = 1e4
    loss(predicted, labels, weight).backward()
    learned = [mu, *loss.parameters()]
    largest = max(float(value.grad.abs().max()) for value in learned)
    torch.optim.SGD(learned, lr=1e-3).step()
    return largest, float(loss(predicted, target, weight).detach())


def test_one_absurd_label_ruins_a_loss_without_bound() -> None:
    gradient, loss = after_one_step(absurd=False)
    ruined, ruined_loss = after_one_step(absurd=True)
    assert ruined > 1e5 * gradient and not ruined_loss < 1e5
    for bound in (1.0, 3.0):
        bounded, bounded_loss = after_one_step(absurd=True, max_residual=bound)
        assert bounded < 20 * gradient
        assert bounded_loss == pytest.approx(loss, abs=0.25)


@pytest.mark.parametrize('target', [1e4, 1e30])
def test_beyond_the_bound_the_gradient_falls_with_the_error(target: float) -> None:
    loss = PoseurRLELoss(max_residual=5.0)
    predicted = KeypointDistribution(
        torch.zeros(1, 1, 2, requires_grad=True),
        torch.full((1, 1, 2), 1e-6, requires_grad=True),
    )
    value = loss(predicted, torch.full((1, 1, 2), target), torch.ones(1, 1, 2))
    value.backward()
    assert value.isfinite()
    assert not predicted.sigma.grad.any()
    # Both log sigma, of flow and Laplace part, are log |error| - log 5.
    expected = torch.full((1, 1, 2), -2 / target)
    torch.testing.assert_close(predicted.mu.grad, expected, rtol=1e-3, atol=0)
    assert all(p.grad.isfinite().all() for p in loss.parameters())


def test_residuals_within_the_bound_count_as_before() -> None:
    plain, bounded = rle_loss(moving=True), rle_loss(max_residual=4.0, moving=True)
    bounded.load_state_dict(plain.state_dict())
    mu, sigma = prediction()
    weight = torch.ones(SHAPE)

    def both(residual: float) -> tuple[Tensor, Tensor]:
        target = mu - residual * sigma
        predicted = KeypointDistribution(mu, sigma)
        return tuple(loss(predicted, target, weight) for loss in (plain, bounded))

    assert torch.equal(*both(3.9))
    torch.testing.assert_close(*both(4.0001), atol=0.01, rtol=0)
    exact, less = both(8.0)
    assert less < exact - 1


def test_beyond_the_bound_a_smaller_sigma_is_not_rewarded() -> None:
    loss, mu = rle_loss(max_residual=4.0), torch.zeros(SHAPE).double()
    target, weight = mu + 0.4, torch.ones(SHAPE)
    values = [
        float(loss(KeypointDistribution(mu, mu + sigma), target, weight).detach())
        for sigma in (0.1, 0.01, 0.0001, 0.4)
    ]
    assert values[0] == values[1] == values[2] > values[3]


def test_a_sure_prediction_far_off_still_learns() -> None:
    loss = rle_loss(max_residual=5.0)
    mu = torch.full(SHAPE, 0.05, requires_grad=True, dtype=torch.float64)
    logit = torch.full(SHAPE, -5.0, requires_grad=True, dtype=torch.float64)
    optimizer = torch.optim.Adam([mu, logit], lr=0.01)
    target = torch.full(SHAPE, 0.95).double()
    for _ in range(500):
        optimizer.zero_grad()
        predicted = KeypointDistribution(mu, logit.sigmoid())
        loss(predicted, target, torch.ones(SHAPE)).backward()
        optimizer.step()
    assert (mu - target).abs().max() < 0.05


@pytest.mark.parametrize('bound', [0, -1.0])
def test_a_bound_must_be_positive(bound: float) -> None:
    with pytest.raises(ValueError, match='max_residual=.* must be positive, or None'):
        PoseurRLELoss(max_residual=bound)


def test_a_sigma_below_its_bound_gets_no_gradient() -> None:
    def gradients_at(sigma: float) -> tuple[Tensor, Tensor]:
        predicted = KeypointDistribution(
            torch.full(SHAPE, 0.5, requires_grad=True, dtype=torch.float64),
            torch.full(SHAPE, sigma, requires_grad=True, dtype=torch.float64),
        )
        loss = rle_loss(min_sigma=0.01)
        loss(predicted, torch.full(SHAPE, 0.4), torch.ones(SHAPE)).backward()
        return predicted.mu.grad, predicted.sigma.grad

    below, at_bound = gradients_at(0.001), gradients_at(0.01)
    assert torch.equal(below[0], at_bound[0]) and below[0].all()
    assert not below[1].any() and (at_bound[1] < 0).all()


def test_without_likelihood_only_the_absolute_error_is_left() -> None:
    loss = rle_loss(moving=True, likelihood_weight=0.0, l1_weight=2.0)
    predicted = KeypointDistribution(*(v.requires_grad_() for v in prediction()))
    target = torch.rand(SHAPE).double()
    value = loss(predicted, target, torch.ones(SHAPE))
    value.backward()
    torch.testing.assert_close(value, 2 * (predicted.mu - target).abs().sum() / 6)
    # Gradients of zero, not none, which DistributedDataParallel would wait for.
    untrained = [predicted.sigma, *loss.parameters()]
    assert all(value.grad is not None for value in untrained)
    assert not any(value.grad.any() for value in untrained)
