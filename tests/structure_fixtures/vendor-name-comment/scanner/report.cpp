// ZX phones want this, zxcv and labels do not count.
