"""UCRN's numerics: network, features, windows, training and evaluation; no devices, no window, no network access."""
