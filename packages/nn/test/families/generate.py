"""Writes a tiny GPT-2 as Hugging Face's transformers saves it, and what it computes: python3 generate.py FOLDER"""
import sys

import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel

folder = sys.argv[1]
torch.manual_seed(3)
config = GPT2Config(
    vocab_size=11, n_positions=7, n_embd=8, n_layer=2, n_head=2, n_inner=12, initializer_range=0.4, layer_norm_epsilon=1e-4
)
model = GPT2LMHeadModel(config).eval()
for parameter in model.parameters():  # norms and biases too are no longer ones and zeros
    parameter.data += 0.1 * torch.randn_like(parameter)
model.save_pretrained(folder)
ids = torch.tensor([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]])
save_file({"ids": ids.int(), "logits": model(ids).logits.detach()}, f"{folder}/expect.safetensors")
