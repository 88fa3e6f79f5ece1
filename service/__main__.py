"""The commands of a checkout: `python -m service --help`."""

from service.commands import main

main()
