# Section 3.2: activation functions, of one number and of arrays.
import numpy as np


def step_function(x):
    return np.array(x > 0, dtype=int)  # True becomes 1, False becomes 0


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def relu(x):
    return np.maximum(0, x)


# One number. The step function only says that it is above 0, sigmoid says how far.
x = 2.0
print(step_function(x))
print(sigmoid(x))
print(relu(x))

# An array: NumPy computes with all elements at once, and the shape stays.
x = np.array([-1.0, 1.0, 2.0])
positive = x > 0
print(positive)
print(step_function(x))
print(sigmoid(x))
print(relu(x))

# The numbers behind the three curves.
x = np.arange(-5.0, 5.0, 0.1)
y_step = step_function(x)
y_sigmoid = sigmoid(x)
y_relu = relu(x)
print(x.shape, y_step.shape, y_sigmoid.shape, y_relu.shape)
