"""The engines: each makes of a Network a function(images, batch_size) -> probabilities, from stored uint8 images.

An engine whose library is not installed raises ImportError and is left out by name.
"""

import numpy as np

from mnistcore import Conv2D, Dense, Flatten, MaxPool2D, relu, sigmoid, softmax


def numpy_engine(network):
    """mnistcore's own loop."""
    return network.predict_proba


def pytorch_engine(network):
    """The same layers in PyTorch, with its channels first, on the processor."""
    import torch
    from torch import nn

    class FlattenChannelsLast(nn.Module):
        def forward(self, x):
            return x.permute(0, 2, 3, 1).flatten(1)  # (N, C, H, W) -> (N, H W C), as in mnistcore

    activations = {relu: nn.ReLU, sigmoid: nn.Sigmoid, softmax: lambda: nn.Softmax(dim=1)}
    modules = []
    for layer in network.layers:
        match layer:
            case Dense():
                module = nn.Linear(*layer.W.shape)
                module.weight.data = torch.from_numpy(layer.W.T.copy())
            case Conv2D():
                module = nn.Conv2d(layer.W.shape[2], layer.W.shape[3], layer.W.shape[:2])
                module.weight.data = torch.from_numpy(layer.W.transpose(3, 2, 0, 1).copy())
            case MaxPool2D():
                module = nn.MaxPool2d(layer.size)
            case Flatten():
                module = FlattenChannelsLast()
        modules.append(module)
        if isinstance(layer, Dense | Conv2D):
            module.bias.data = torch.from_numpy(layer.b.copy())
            modules.append(activations[layer.activation]())
    model = nn.Sequential(*modules).eval()
    shape = (1, 28, 28) if isinstance(network.layers[0], Conv2D) else (784,)

    @torch.inference_mode()
    def predict_proba(images, batch_size):
        batches = (
            torch.from_numpy(images[start : start + batch_size]).reshape(-1, *shape).float() / 255
            for start in range(0, len(images), batch_size)
        )
        return np.concatenate([model(batch).numpy() for batch in batches])

    return predict_proba


ENGINES = {"mnistcore": numpy_engine, "PyTorch": pytorch_engine}
