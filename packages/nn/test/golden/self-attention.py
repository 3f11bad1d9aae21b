"""Attention layers of Hugging Face transformers: outputs and gradients of their inputs, as self-attention.json.

usage: python3 self-attention.py > self-attention.json

Made with torch 2.14.1 and transformers 5.12.1. Weights and inputs are waves, so that only results need be kept: see
self-attention.test.ts.
"""

import json

import torch
from transformers import Gemma2Config, MistralConfig, Qwen3Config
from transformers.models.gemma2.modeling_gemma2 import Gemma2Attention, Gemma2RotaryEmbedding
from transformers.models.mistral.modeling_mistral import MistralAttention, MistralRotaryEmbedding
from transformers.models.qwen3.modeling_qwen3 import Qwen3Attention, Qwen3RotaryEmbedding

torch.set_default_dtype(torch.float64)
TOKENS, WIDTH = 6, 8
SHAPE = dict(
    hidden_size=WIDTH,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=4,
    num_hidden_layers=2,
    max_position_embeddings=64,
)


def wave(shape, phase):
    size = torch.Size(shape).numel()
    return torch.sin(1.7 * torch.arange(size) + phase).reshape(shape)


def window_mask(size):
    mask = torch.full((TOKENS, TOKENS), float("-inf"))
    for token in range(TOKENS):
        mask[token, max(0, token - size + 1) : token + 1] = 0
    return mask[None, None]


def case(attention, rotary, config, window):
    config._attn_implementation = "eager"
    layer = attention(config, layer_idx=0).double().eval()
    for phase, parameter in enumerate(layer.parameters()):
        with torch.no_grad():
            parameter.copy_(wave(parameter.shape, phase) * (0.5 if parameter.dim() > 1 else 1))
    x = wave((1, TOKENS, WIDTH), 9).requires_grad_()
    places = rotary(config)(x, torch.arange(TOKENS)[None])
    y = layer(x, position_embeddings=places, attention_mask=window_mask(window))[0]
    (y * wave(y.shape, 5)).sum().backward()
    return {"y": rounded(y), "dx": rounded(x.grad)}


def rounded(x):
    return [round(value, 8) for value in x.flatten().tolist()]


gemma2 = Gemma2Config(
    **SHAPE,
    attn_logit_softcapping=0.9,
    query_pre_attn_scalar=16,
    sliding_window=3,
    layer_types=["sliding_attention", "full_attention"],
)
mistral = MistralConfig(**SHAPE, sliding_window=3)
print(
    json.dumps(
        {
            "mistral": case(MistralAttention, MistralRotaryEmbedding, mistral, 3),
            "gemma2": case(Gemma2Attention, Gemma2RotaryEmbedding, gemma2, 3),
            "qwen3": case(Qwen3Attention, Qwen3RotaryEmbedding, Qwen3Config(**SHAPE), TOKENS),
        }
    )
)
