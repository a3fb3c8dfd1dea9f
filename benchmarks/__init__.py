"""Speed, measured: the forward pass beside other engines (python -m benchmarks), on ten million images (.stream), what
an import takes (.imports), and how long visitors wait (.browser). README.md has the commands and says how."""
