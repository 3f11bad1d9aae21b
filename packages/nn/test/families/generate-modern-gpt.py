"""Writes a tiny modern GPT, written down here by itself, with what it computes and its gradients: python3 generate-modern-gpt.py FOLDER"""
import json
import sys

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy, rms_norm, scaled_dot_product_attention

folder = sys.argv[1]
torch.manual_seed(5)
VOCAB, CONTEXT, LAYERS, HEADS, WIDTH, INSIDE, CAP, THETA, EPS = 11, 7, 2, 2, 8, 20, 3.0, 100.0, 1e-5
SIZE = WIDTH // HEADS
config = {
    "architectures": ["ModernGptForCausalLM"], "model_type": "qkv-modern-gpt", "vocab_size": VOCAB,
    "max_position_embeddings": CONTEXT, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "hidden_size": WIDTH,
    "intermediate_size": INSIDE, "dropout": 0.0, "logit_soft_cap": CAP, "rope_theta": THETA,
    "rms_norm_eps": EPS,
}
parameters = {}


def parameter(name, *shape, mean=0.0, deviation=0.5):
    parameters[name] = (mean + deviation * torch.randn(shape)).requires_grad_()


parameter("model.embed_tokens.weight", VOCAB, WIDTH)
parameter("model.embed_norm.weight", WIDTH, mean=1)
for i in range(LAYERS):
    layer = f"model.layers.{i}."
    for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
        parameter(f"{layer}self_attn.{name}.weight", WIDTH, WIDTH)
    for name in ("q_norm", "k_norm"):
        parameter(f"{layer}self_attn.{name}.weight", SIZE, mean=1)
    for name in ("input_layernorm", "post_attention_layernorm"):
        parameter(f"{layer}{name}.weight", WIDTH, mean=1)
    parameter(f"{layer}mlp.up_proj.weight", INSIDE, WIDTH)
    parameter(f"{layer}mlp.down_proj.weight", WIDTH, INSIDE)
parameter("model.norm.weight", WIDTH, mean=1)
parameter("lm_head.weight", VOCAB, WIDTH)


def norm(x, name):
    weight = parameters[f"{name}.weight"]
    return rms_norm(x, weight.shape, weight, EPS)


def rotated(x):  # [batch, heads, tokens, SIZE]; channel i turns with channel i + SIZE / 2
    half = SIZE // 2
    frequencies = THETA ** (-torch.arange(half, dtype=x.dtype) / half)
    angles = torch.arange(x.shape[2], dtype=x.dtype)[:, None] * frequencies
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)


def forward(ids):
    def product(x, name):
        return x @ parameters[f"{name}.weight"].T

    def heads(x):
        return x.unflatten(-1, (HEADS, SIZE)).transpose(1, 2)

    x = norm(parameters["model.embed_tokens.weight"][ids], "model.embed_norm")
    for i in range(LAYERS):
        layer = f"model.layers.{i}."
        h = norm(x, f"{layer}input_layernorm")
        q, k = (norm(heads(product(h, f"{layer}self_attn.{n}_proj")), f"{layer}self_attn.{n}_norm") for n in "qk")
        v = heads(product(h, f"{layer}self_attn.v_proj"))
        seen = scaled_dot_product_attention(rotated(q), rotated(k), v, is_causal=True).transpose(1, 2).flatten(2)
        x = x + product(seen, f"{layer}self_attn.o_proj")
        h = norm(x, f"{layer}post_attention_layernorm")
        x = x + product(product(h, f"{layer}mlp.up_proj").relu().square(), f"{layer}mlp.down_proj")
    return CAP * torch.tanh(product(norm(x, "model.norm"), "lm_head") / CAP)


ids = torch.tensor([[3, 1, 4, 1, 5, 9], [2, 6, 5, 3, 5, 8]])
targets = torch.tensor([[1, 4, 1, 5, 9, 10], [6, 5, 3, 5, 8, 0]])
logits = forward(ids)
loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
loss.backward()
save_file({name: value.detach() for name, value in parameters.items()}, f"{folder}/model.safetensors", {"format": "pt"})
expected = {"ids": ids.int(), "targets": targets.int(), "logits": logits.detach(), "loss": loss.detach()}
gradients = {f"gradient.{name}": value.grad for name, value in parameters.items()}
save_file({**expected, **gradients}, f"{folder}/expect.safetensors")
with open(f"{folder}/config.json", "w") as file:
    file.write(json.dumps(config, indent=2) + "\n")
