import torch

positions = torch.arange(64.0)


def soft_argmax(heat, factor=1.0):
    return ((factor * heat).softmax(0) @ positions).item()


def peak(center, height):
    return height * torch.exp(-((positions - center) ** 2) / 8)


two = peak(10, 8.0) + peak(50, 8.0)
print("two peaks, at 10 and 50: ", round(soft_argmax(two), 1), "; argmax", two.argmax().item())
assert abs(soft_argmax(two) - 30) < 1

one = peak(10, 4.0)
print("one low peak, at 10:     ", round(soft_argmax(one), 1))
assert soft_argmax(one) > 15  # drawn to the middle by the background
print("the heat times ten:      ", round(soft_argmax(one, 10.0), 1))
assert abs(soft_argmax(one, 10.0) - 10) < 0.1

# Around the largest element alone: a window that is not differentiated, and the mean in it that is.
largest = int(two.argmax())
window = (positions - largest).abs() <= 4
local = ((two * 1.0).masked_fill(~window, -torch.inf).softmax(0) @ positions).item()
print("two peaks, in a window:  ", round(local, 1))
assert abs(local - 10) < 0.5
