"""How the weights in mnistcore/data were trained: `python -m training --help`. See README.md in this folder."""
