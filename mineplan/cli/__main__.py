"""`python -m mineplan.cli`, where no script is installed."""

from mineplan.cli import main

main()
