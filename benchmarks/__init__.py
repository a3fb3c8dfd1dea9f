"""The forward pass beside the engines that people would use instead, in one run: python -m benchmarks"""
