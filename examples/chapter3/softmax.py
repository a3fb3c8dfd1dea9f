# Section 3.5: softmax turns scores into probabilities, if the scores are not too large.
import numpy as np

# Small scores: the equation as it stands.
a = np.array([0.3, 2.9, 4.0])
exp_a = np.exp(a)
sum_exp_a = np.sum(exp_a)
y = exp_a / sum_exp_a
print(y)

# Scores of 1,000: e to the power of 1,000 is more than a float can hold. NumPy warns,
# goes on with inf, and inf / inf is nan.
a = np.array([1010.0, 1000.0, 990.0])
exp_a = np.exp(a)
print(exp_a)
sum_exp_a = np.sum(exp_a)
y = exp_a / sum_exp_a
print(y)

# With the largest subtracted from all, no power is above 1, and y is the same.
c = np.max(a)
print(a - c)
exp_a = np.exp(a - c)
sum_exp_a = np.sum(exp_a)
y = exp_a / sum_exp_a
print(y)


# As a function.
def softmax(a):
    c = np.max(a)
    exp_a = np.exp(a - c)  # at most 1: no overflow
    sum_exp_a = np.sum(exp_a)
    y = exp_a / sum_exp_a
    return y


a = np.array([0.3, 2.9, 4.0])
y = softmax(a)
print(y)
print(np.sum(y))
print(np.argmax(y), np.argmax(a))  # the largest score has the largest probability
