"""Parts of a network replaced: what all experiments with networks have in common."""

from dataclasses import replace

from ..layers import Dense, Flatten, Layer
from ..network import Network


def with_layers(network: Network, changed: dict[int, Layer]) -> Network:
    """The network with other layers at these indices."""
    return replace(network, layers=[changed.get(i, layer) for i, layer in enumerate(network.layers)])


def hidden_layers(network: Network) -> list[int]:
    """The indices of the layers with weights, except for the last one."""
    return [i for i, layer in enumerate(network.layers[:-1]) if hasattr(layer, "W")]


def hidden_dense(network: Network) -> list[int]:
    """The indices of the hidden Dense layers."""
    return [i for i in hidden_layers(network) if isinstance(network.layers[i], Dense)]


def is_dense(network: Network) -> bool:
    """Whether the network has Dense layers alone."""
    return all(isinstance(layer, Dense) for layer in network.layers)


def flatten_index(network: Network) -> int:
    """The index of Flatten, or -1 without one: Dense layers begin after it."""
    return next((i for i, layer in enumerate(network.layers) if isinstance(layer, Flatten)), -1)
