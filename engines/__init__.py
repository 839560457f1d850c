"""Everything with weight, latency or a device: sources, featurizers, models, fusion, the pipeline."""
