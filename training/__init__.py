"""How the weights in mnistcore/data were made: `python -m training --help`. See README.md in this folder."""
