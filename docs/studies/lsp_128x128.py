"""Poseur, heatmaps, RLE and L1 regression on Leeds Sports Pose, 128x128."""

metric = 'mpii/PCKh@0.5'
end = '_1xb8-20e_lsp-128x128.py'
models = {
    'Poseur, 3 layers': 'td-reg_poseur-mobilenetv2-3dec',
    'RLE': 'td-reg_rle-mobilenetv2',
    'heatmap (SimpleBaseline)': 'td-hm_mobilenetv2',
    'L1 regression': 'td-reg_l1-mobilenetv2',
}
runs = [
    dict(name=name, config='../../configs/lsp/' + start + end, seeds=[seed])
    for seed in (0,)
    for name, start in models.items()
]
