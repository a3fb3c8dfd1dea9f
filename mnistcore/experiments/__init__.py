"""What may be changed about an image or a network, to see what happens: small functions, and a table of them.

`table.py` lists the experiments, `measuring.py` runs them on many digits. `images.py` changes images; `weights.py`,
`neurons.py` and `outputs.py` change networks; `ink.py` prepares a drawing with a step left out. `refusal.py` says when
to give no answer, `pairs.py` compares two networks. `strokes.py` and `nondigits.py` make drawings by code.
"""
