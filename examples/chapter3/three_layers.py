# Section 3.4: a network with 2 inputs, hidden layers of 3 and 2 neurons, 2 outputs.
import numpy as np

from mnistcore import identity_function, sigmoid

# First every step written out. From the inputs to layer 1:
X = np.array([1.0, 0.5])
W1 = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
B1 = np.array([0.1, 0.2, 0.3])
A1 = np.dot(X, W1) + B1  # (2,) and (2, 3) -> (3,)
Z1 = sigmoid(A1)
print(A1)
print(Z1)

# From layer 1 to layer 2.
W2 = np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]])
B2 = np.array([0.1, 0.2])
A2 = np.dot(Z1, W2) + B2  # (3,) and (3, 2) -> (2,)
Z2 = sigmoid(A2)
print(A2)
print(Z2)

# From layer 2 to the outputs, which are the sums as they are.
W3 = np.array([[0.1, 0.3], [0.2, 0.4]])
B3 = np.array([0.1, 0.2])
A3 = np.dot(Z2, W3) + B3  # (2,) and (2, 2) -> (2,)
Y = identity_function(A3)
print(Y)


# Then the same as two functions: one makes the weights, the other uses them.
def init_network():
    network = {}
    network["W1"] = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
    network["b1"] = np.array([0.1, 0.2, 0.3])
    network["W2"] = np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]])
    network["b2"] = np.array([0.1, 0.2])
    network["W3"] = np.array([[0.1, 0.3], [0.2, 0.4]])
    network["b3"] = np.array([0.1, 0.2])
    return network


def forward(network, x):
    W1, W2, W3 = network["W1"], network["W2"], network["W3"]
    b1, b2, b3 = network["b1"], network["b2"], network["b3"]

    a1 = np.dot(x, W1) + b1
    z1 = sigmoid(a1)
    a2 = np.dot(z1, W2) + b2
    z2 = sigmoid(a2)
    a3 = np.dot(z2, W3) + b3
    y = identity_function(a3)
    return y


network = init_network()
y = forward(network, X)
print(y)
