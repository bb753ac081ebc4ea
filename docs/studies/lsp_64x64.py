"""Poseur, heatmaps, RLE and L1 regression on Leeds Sports Pose, 64x64."""

metric = 'mpii/PCKh@0.5'
end = '_1xb16-40e_lsp-64x64.py'
models = {
    'RLE': 'td-reg_rle-mobilenetv2',
    'Poseur, 3 layers': 'td-reg_poseur-mobilenetv2-3dec',
    'heatmap (SimpleBaseline)': 'td-hm_mobilenetv2',
    'L1 regression': 'td-reg_l1-mobilenetv2',
    'Poseur, 6 layers': 'td-reg_poseur-mobilenetv2',
}
runs = [
    dict(name=name, config='../../configs/lsp/' + start + end, seeds=[seed])
    for seed in (0, 1)
    for name, start in models.items()
]
