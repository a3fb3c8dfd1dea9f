# Section 3.6.2: recognise all test images, one after the other.
#
# It prints Accuracy:0.9352 with all of MNIST and the book's weights, sample_weight.pkl.
# Where these are not found, it prints Accuracy:0.98525: that is the network mlp, with
# the same layers but other weights, on the 4,000 test images of the sample. Both come
# with mnistcore.
import numpy as np

from mnistcore import find_book_weights, find_mnist, load_mnist, load_weights
from mnistcore import sigmoid, softmax


def get_data():
    source = "mnist" if find_mnist() else "sample"
    (x_train, t_train), (x_test, t_test) = load_mnist(
        normalize=True, flatten=True, one_hot_label=False, source=source
    )
    return x_test, t_test


def init_network():
    path = find_book_weights() or "mlp"
    network = load_weights(path)
    return network


def predict(network, x):
    W1, W2, W3 = network["W1"], network["W2"], network["W3"]
    b1, b2, b3 = network["b1"], network["b2"], network["b3"]

    a1 = np.dot(x, W1) + b1  # (784,) and (784, 50) -> (50,)
    z1 = sigmoid(a1)
    a2 = np.dot(z1, W2) + b2  # (50,) and (50, 100) -> (100,)
    z2 = sigmoid(a2)
    a3 = np.dot(z2, W3) + b3  # (100,) and (100, 10) -> (10,)
    y = softmax(a3)
    return y


x, t = get_data()
network = init_network()

accuracy_cnt = 0
for i in range(len(x)):
    y = predict(network, x[i])
    p = np.argmax(y)  # the digit with the largest probability
    if p == t[i]:
        accuracy_cnt += 1

print("Accuracy:" + str(float(accuracy_cnt) / len(x)))
