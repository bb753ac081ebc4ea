"""Poseur, heatmaps, RLE and L1 regression on Leeds Sports Pose, 128x128.

Each at the better one of its two rates at 64x64.
"""

metric = 'mpii/PCKh@0.5'
lower_rate = {'optim_wrapper.optimizer.lr': 3e-4}
models = {
    'Poseur, 3 layers': ('reg_poseur-mobilenetv2-3dec', {}),
    'RLE, lr 3e-4': ('reg_rle-mobilenetv2', lower_rate),
    'L1 regression, lr 3e-4': ('reg_l1-mobilenetv2', lower_rate),
    'heatmap (SimpleBaseline)': ('hm_mobilenetv2', {}),
}
runs = [
    dict(
        name=name,
        config=f'../../configs/lsp/td-{stem}_1xb8-20e_lsp-128x128.py',
        overrides=changes,
        seeds=[0],
    )
    for name, (stem, changes) in models.items()
]
