"""mineplan: consolidate mining rights, check pressed ore, draft allocation plans."""

__version__ = "0.1.0"
