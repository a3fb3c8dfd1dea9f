# ruff: noqa: PTH123
# Chapter 3's digit recognition as a reader would type it: 100 images at a time.
import pickle

import numpy as np

from mnistcore import load_mnist, sigmoid, softmax


def get_data():
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, flatten=True, one_hot_label=False)
    return x_test, t_test


def init_network():
    with open("sample_weight.pkl", "rb") as f:
        return pickle.load(f)


def predict(network, x):
    z = x
    for n in ("1", "2"):
        z = sigmoid(np.dot(z, network["W" + n]) + network["b" + n])
    return softmax(np.dot(z, network["W3"]) + network["b3"])


x, t = get_data()
network = init_network()

batch_size = 100
accuracy_cnt = 0
for i in range(0, len(x), batch_size):
    y_batch = predict(network, x[i : i + batch_size])
    p = np.argmax(y_batch, axis=1)
    accuracy_cnt += np.sum(p == t[i : i + batch_size])

print("Accuracy:" + str(float(accuracy_cnt) / len(x)))
