import torch

from poseur.models import PooledLevels


def test_each_channel_of_each_level_is_averaged():
    fine = torch.arange(24.0).reshape(1, 2, 3, 4)
    coarse = torch.tensor([[[[7.0, 9.0]]]])
    (pooled,) = PooledLevels()((fine, coarse))
    assert torch.equal(pooled, torch.tensor([[5.5, 17.5, 8.0]]))
