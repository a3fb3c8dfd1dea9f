# Section 3.6.1: the first training image, as a row of numbers and as a picture.
from mnistcore import find_mnist, img_show, load_mnist

# All of MNIST if it is on this computer, or else the digits that come with mnistcore.
source = "mnist" if find_mnist() else "sample"
(x_train, t_train), (x_test, t_test) = load_mnist(
    flatten=True, normalize=False, source=source
)

img = x_train[0]
label = t_train[0]
print(label)

print(img.shape)  # flatten=True: 784 numbers in a row
img = img.reshape(28, 28)  # as many rows and columns as the image has
print(img.shape)

img_show(img)
