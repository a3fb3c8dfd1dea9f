# Section 3.3: arrays of one and two dimensions, and their products.
import numpy as np

# One dimension: a row of numbers.
A = np.array([1, 2, 3, 4])
print(np.ndim(A))
print(A.shape)

# Two dimensions: a matrix. Its shape is (rows, columns).
B = np.array([[1, 2], [3, 4], [5, 6]])
print(np.ndim(B))
print(B.shape)

# A product. Row i of A and column j of B make the element [i, j].
A = np.array([[1, 2], [3, 4]])
B = np.array([[5, 6], [7, 8]])
C = np.dot(A, B)
print(C)
print(np.dot(B, A))  # the other order gives another matrix

# Shapes fit when the two dimensions in the middle are equal: (2, 3) and (3, 2).
A = np.array([[1, 2, 3], [4, 5, 6]])
B = np.array([[1, 2], [3, 4], [5, 6]])
C = np.dot(A, B)
print(C.shape)
print(C)

# Here they are not: (2, 3) and (2, 2).
D = np.array([[1, 2], [3, 4]])
try:
    C = np.dot(A, D)
except ValueError as error:
    print(error)

# A matrix and one dimension: (3, 2) and (2,).
v = np.array([7, 8])
print(np.dot(B, v))

# A layer without bias: two inputs, three neurons, and all weights in one matrix.
X = np.array([1, 2])
W = np.array([[1, 3, 5], [2, 4, 6]])
Y = np.dot(X, W)  # (2,) and (2, 3) -> (3,)
print(Y)
