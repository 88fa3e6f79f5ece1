import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint


class LoraLinear(nn.Module):
    def __init__(self, base, r=4, lora_alpha=8):
        super().__init__()
        self.base_layer, self.scaling = base, lora_alpha / r
        self.lora_A, self.lora_B = (
            nn.Linear(base.in_features, r, bias=False),
            nn.Linear(r, base.out_features, bias=False),
        )
        nn.init.zeros_(self.lora_B.weight)

    def forward(self, x):
        return self.base_layer(x) + self.scaling * self.lora_B(self.lora_A(x))


class DecoderLayer(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q_proj, self.v_proj, self.norm = nn.Linear(dim, dim), nn.Linear(dim, dim), nn.LayerNorm(dim)

    def forward(self, hidden_states):
        scores = self.q_proj(hidden_states) @ hidden_states.transpose(1, 2)
        return self.norm(hidden_states + scores.softmax(-1) @ self.v_proj(hidden_states))


class CausalLM(nn.Module):
    def __init__(self, vocab_size=50, dim=16):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab_size, dim)
        self.layers = nn.ModuleList(DecoderLayer(dim) for _ in range(2))
        self.lm_head = nn.Linear(dim, vocab_size, bias=False)
        self.gradient_checkpointing = False

    def gradient_checkpointing_enable(self):
        self.gradient_checkpointing = True

    def forward(self, input_ids, labels):
        hidden_states = self.embed_tokens(input_ids)
        for layer in self.layers:
            if self.gradient_checkpointing:
                hidden_states = checkpoint(layer, hidden_states, use_reentrant=True)
            else:
                hidden_states = layer(hidden_states)
        return F.cross_entropy(self.lm_head(hidden_states).flatten(0, 1), labels.flatten())


model = CausalLM()
model.gradient_checkpointing_enable()
for param in model.parameters():
    param.requires_grad = False
for layer in model.layers:
    layer.q_proj, layer.v_proj = LoraLinear(layer.q_proj), LoraLinear(layer.v_proj)

optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=2e-4)
for step in range(2):
    input_ids = torch.randint(0, 50, (2, 12))
    loss = model(input_ids, labels=input_ids)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
