"""Poseur, heatmaps, RLE and L1 regression on Leeds Sports Pose, 64x64."""

metric = 'mpii/PCKh@0.5'
models = {
    'RLE': 'reg_rle-mobilenetv2',
    'Poseur, 3 layers': 'reg_poseur-mobilenetv2-3dec',
    'L1 regression': 'reg_l1-mobilenetv2',
    'heatmap (SimpleBaseline)': 'hm_mobilenetv2',
    'Poseur, 6 layers': 'reg_poseur-mobilenetv2',
}
rates = {', lr 3e-4': {'optim_wrapper.optimizer.lr': 3e-4}, '': {}}
runs = [
    dict(
        name=name + suffix,
        config=f'../../configs/lsp/td-{stem}_1xb8-20e_lsp-64x64.py',
        overrides=changes,
        seeds=[0],
    )
    for suffix, changes in rates.items()
    for name, stem in models.items()
]
