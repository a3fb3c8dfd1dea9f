# The layers of Keras's example mnist_cnn, one after the other, for one test image.
import numpy as np

from mnistcore import find_mnist, load_mnist, load_network, relu, softmax

source = "mnist" if find_mnist() else "sample"
(x_train, t_train), (x_test, t_test) = load_mnist(flatten=False, source=source)
x = x_test[:1].reshape(1, 28, 28, 1)  # one image of 28 x 28 pixels, one channel

# Trained by this project. Dropout, which Keras has twice, is for training only.
network = load_network("cnn")
conv1, conv2, pool, flatten, dense3, dense4 = network.layers

# 32 kernels of 3 x 3 pixels, then 64 that look through all 32 feature maps.
a1 = conv1.pre_activation(x)  # (1, 28, 28, 1) -> (1, 26, 26, 32)
z1 = relu(a1)
a2 = conv2.pre_activation(z1)  # (1, 26, 26, 32) -> (1, 24, 24, 64)
z2 = relu(a2)

# The largest of every 2 x 2 values, then everything in one row.
pooled = pool.forward(z2)  # (1, 24, 24, 64) -> (1, 12, 12, 64)
flat = flatten.forward(pooled)  # (1, 12, 12, 64) -> (1, 9216)

# From here on it is a network as in section 3.4.
a3 = np.dot(flat, dense3.W) + dense3.b  # (1, 9216) and (9216, 128) -> (1, 128)
z3 = relu(a3)
a4 = np.dot(z3, dense4.W) + dense4.b  # (1, 128) and (128, 10) -> (1, 10)
y = softmax(a4)
p = np.argmax(y, axis=1)

print(z1.shape, z2.shape, pooled.shape, flat.shape, z3.shape, y.shape)
print(p, t_test[:1])
