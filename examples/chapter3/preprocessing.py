# Section 3.6.2, the remark at its end: pre-processing prepares data for a network.
import numpy as np

from mnistcore import find_mnist, img_show, load_mnist, standardize, whiten


def summarize(name, x):
    print(name)
    print(f"  from {x.min():.2f} to {x.max():.2f}")
    print(f"  mean {x.mean():.2f}, standard deviation {x.std():.2f}")
    counts, edges = np.histogram(x, bins=8)
    print("  histogram", counts)


def as_picture(img):
    return (img - img.min()) / (img.max() - img.min())  # black is the smallest value


source = "mnist" if find_mnist() else "sample"
(x_train, t_train), (x_test, t_test) = load_mnist(normalize=False, source=source)
x = x_train[:5000].astype(np.float32)  # (5000, 784), or the sample's (1000, 784)
summarize("as stored", x)

# Divide by 255: all values between 0 and 1.
x_scaled = x / 255
summarize("divided by 255", x_scaled)

# Standardise: of each pixel subtract its mean, then divide by its standard deviation.
x_standard = standardize(x_scaled)
summarize("standardised", x_standard)

# Whiten: let no pixel tell much about another. Of the digits, outlines remain.
x_white = whiten(x_scaled)
summarize("whitened", x_white)

# How much do two neighbours in the middle tell about each other? 1 is everything.
left, right = 14 * 28 + 13, 14 * 28 + 14
print(np.corrcoef(x_scaled[:, left], x_scaled[:, right])[0, 1])
print(np.corrcoef(x_standard[:, left], x_standard[:, right])[0, 1])
print(np.corrcoef(x_white[:, left], x_white[:, right])[0, 1])

# What all this does to the first image.
img_show(as_picture(x_scaled[0]))
img_show(as_picture(x_standard[0]))
img_show(as_picture(x_white[0]))
