"""Head and test settings of PRTR; each config adds metainfo and decoder."""

prtr_head = dict(type='PRTRHead', in_channels=2048)
prtr_test = dict(flip_test=True, shift_coords=True)
