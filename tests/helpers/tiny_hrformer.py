"""Config of an HRFormer of a few thousand parameters."""

from __future__ import annotations


def stage(branches: int, **kwargs) -> dict:
    """Return a stage of one block per branch, with 4 channels in the first branch."""
    return dict(
        num_modules=1,
        num_branches=branches,
        block='HRFORMERBLOCK',
        num_blocks=(1,) * branches,
        num_channels=tuple(4 * 2**branch for branch in range(branches)),
        num_heads=(2,) * branches,
        mlp_ratios=(2,) * branches,
        window_sizes=(7,) * branches,
        **kwargs,
    )


def tiny_config() -> dict:
    """Return the config of four branches of 4 to 32 channels, one block each."""
    stem = dict(block='BOTTLENECK', num_blocks=(1,), num_channels=(4,))
    return dict(
        type='HRFormerWithoutRPE',
        extra=dict(
            drop_path_rate=0.2,
            stage1=dict(num_modules=1, num_branches=1, **stem),
            stage2=stage(2),
            stage3=stage(3),
            stage4=stage(4, multiscale_output=True),
        ),
    )
