"""Blocks, coal mines, investment projects and pilot mines -> yearly allocation plans."""
