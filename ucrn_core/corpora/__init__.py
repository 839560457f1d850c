"""Labelled data, read as it is published: rows with a sentiment label, a split and what must not be split."""
