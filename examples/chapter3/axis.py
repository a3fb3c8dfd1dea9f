# Section 3.6.3, its tools: what axis means, and how predictions are counted.
import numpy as np

# The axis that is named is the one that disappears: (3, 2) -> (2,) or (3,).
A = np.array([[1, 2], [3, 4], [5, 6]])
columns = np.sum(A, axis=0)
rows = np.sum(A, axis=1)
print(columns)
print(rows)

# The same with three axes: (3, 2, 4) without its first, its second, its third.
B = np.arange(24).reshape(3, 2, 4)
print(np.sum(B, axis=0).shape)
print(np.sum(B, axis=1).shape)
print(np.sum(B, axis=2).shape)

# Four images, three classes: axis=1 finds the largest probability of each image.
x = np.array([[0.1, 0.8, 0.1], [0.3, 0.1, 0.6], [0.2, 0.5, 0.3], [0.8, 0.1, 0.1]])
y = np.argmax(x, axis=1)
print(y)

# Compared with the labels: True counts as 1.
t = np.array([1, 2, 0, 0])
right = y == t
print(right)
print(np.sum(right))

# Batches of three: the second slice asks for rows 3, 4 and 5 and gets what is there.
batch_size = 3
for i in range(0, len(x), batch_size):
    x_batch = x[i : i + batch_size]
    print(i, x_batch.shape)
