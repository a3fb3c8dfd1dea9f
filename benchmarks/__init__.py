"""Speed: the forward pass compared with other engines (python -m benchmarks), on ten million images (.stream), the time
of an import (.imports), and how long visitors wait (.browser). README.md describes them all."""
