import torch
from torch import nn
from torch.nn.functional import cross_entropy

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3)).eval()
images, labels = torch.rand(8, 4), torch.randint(3, (8,))
rows = torch.arange(8)

# The input has to require grad before the forward pass, and to be the tensor that goes in.
x = images.clone()
logits = model(x)
x.requires_grad_()
try:
    torch.autograd.grad(logits.sum(), x)
except RuntimeError as error:
    print("requires_grad_() after the forward pass:", error)
    assert "not have been used in the graph" in str(error)
else:
    raise AssertionError("the late flag was enough")

x = images.clone().requires_grad_()
logits = model(x)
gradient = torch.autograd.grad(logits[rows, labels].sum(), x, retain_graph=True)[0]
assert gradient.shape == x.shape

# autograd.grad leaves `.grad` alone; backward() fills that of the input and of each parameter that requires grad.
assert x.grad is None and model[0].weight.grad is None  # [^grad-leaves-parameters-alone]
logits[rows, labels].sum().backward(retain_graph=True)
assert torch.allclose(x.grad, gradient) and model[0].weight.grad is not None

# In evaluation mode the sum over the batch gives each sample its own gradient; the mean divides by the batch size.
alone = torch.stack(
    [torch.autograd.functional.jacobian(lambda row: model(row)[label], image) for image, label in zip(images, labels)]
)
assert torch.allclose(gradient, alone, atol=1e-6)  # [^sum-keeps-samples-apart]
of_the_mean = torch.autograd.grad(logits[rows, labels].mean(), x, retain_graph=True)[0]
assert torch.allclose(of_the_mean * 8, gradient, atol=1e-6)
assert torch.equal(of_the_mean.sign(), gradient.sign())

# BatchNorm in training mode mixes the samples: the score of sample 0 has a gradient with respect to sample 1.
norm = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.Tanh(), nn.Linear(16, 3))
for training in (True, False):
    norm.train(training)
    batch = images.clone().requires_grad_()
    other = torch.autograd.grad(norm(batch)[0, 0], batch)[0][1].abs().sum().item()
    print("training" if training else "evaluation", "score of sample 0, gradient of sample 1:", round(other, 4))
    assert (other > 0) == training

# A sure network: the probability hardly moves, the logit does.
sure = nn.Linear(4, 3)
with torch.no_grad():
    sure.weight.copy_(torch.tensor([[40.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]))
    sure.bias.zero_()
point = torch.tensor([0.9, 0.1, 0.1, 0.1], requires_grad=True)
of_logit = torch.autograd.grad(sure(point)[0], point)[0].norm()
of_probability = torch.autograd.grad(sure(point).softmax(0)[0], point)[0].norm()
print("gradient of the logit:", of_logit.item(), " of the probability:", of_probability.item())
assert of_probability < 1e-9 * of_logit

# What the input goes through before the model belongs to the function: pixels and normalised pixels differ.
mean, std = 0.5, 0.25
pixels = images.clone().requires_grad_()
normalised = (pixels - mean) / std
score = model(normalised)[rows, labels].sum()
by_pixels, by_normalised = torch.autograd.grad(score, (pixels, normalised))
assert torch.allclose(by_pixels, by_normalised / std, atol=1e-6)

# backward() fills `.grad` of leaves: of `pixels`, not of `normalised`, unless asked.
model(normalised := (pixels - mean) / std)[rows, labels].sum().backward()
assert pixels.grad is not None and not normalised.is_leaf

# Through a detour by NumPy or by integers nothing comes back.
rounded = (pixels * 255).to(torch.uint8).float() / 255
assert not rounded.requires_grad
try:
    torch.tensor([3, 7]).requires_grad_()
except RuntimeError as error:
    print("token ids:", error)
    assert "floating point" in str(error)

# For tokens the gradient is that of the embedding; passed in, it is the tensor that was used.
embedding, head = nn.Embedding(10, 4), nn.Linear(4, 2)
tokens = torch.tensor([3, 7])
embedded = embedding(tokens).detach().requires_grad_()
assert torch.autograd.grad(head(embedded)[:, 1].sum(), embedded)[0].shape == (2, 4)

# An attack of several steps starts each from a new leaf; the step itself is not part of the graph.
attacked = images.clone()
losses = []
for _ in range(5):
    attacked = attacked.detach().requires_grad_()
    loss = cross_entropy(model(attacked), labels)
    losses.append(loss.item())
    direction = torch.autograd.grad(loss, attacked)[0].sign()
    attacked = torch.clamp(attacked.detach() + 0.05 * direction, images - 0.1, images + 0.1)
print("losses of the attack:", [round(loss, 3) for loss in losses])
assert losses[-1] > losses[0] and (attacked - images).abs().max() <= 0.1 + 1e-6
assert attacked.grad_fn is None

# Grad-CAM: gradient and values of a layer in the middle.
convolution = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU())
classify = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
features = convolution(torch.rand(1, 1, 8, 8))
weights = torch.autograd.grad(classify(features)[0, 1], features)[0].mean((2, 3), keepdim=True)
assert torch.relu((weights * features).sum(1)).shape == (1, 8, 8)

# A derivative that goes into the loss needs a graph of its own: create_graph=True.
network = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
t = torch.linspace(0, 1, 10).unsqueeze(1).requires_grad_()
u = network(t)
for create_graph in (False, True):
    u_t = torch.autograd.grad(u.sum(), t, create_graph=create_graph, retain_graph=True)[0]
    assert u_t.requires_grad == create_graph
expected = (1 - torch.tanh(network[0](t)) ** 2) * network[0].weight.T @ network[2].weight.T
assert torch.allclose(u_t, expected, atol=1e-5)
