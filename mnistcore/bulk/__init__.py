"""A network on more images than one wants to wait for, or can keep in memory: `python -m mnistcore evaluate`.

`arrays.py` reads large files part by part, `shards.py` evaluates one part of one of them, and `evaluation.py` sends the
parts to workers, adds up what they return, and keeps what is finished.
"""
