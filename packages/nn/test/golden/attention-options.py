"""torch.nn.MultiheadAttention under combinations of its options: outputs, weights, gradients, as attention-options.json.

usage: python3 attention-options.py > attention-options.json

Made with torch 2.14.1. Weights and inputs are waves, so that only results need be kept: see attention-options.test.ts.
"""

import itertools
import json

import torch

torch.set_default_dtype(torch.float64)
BATCH, WIDTH, HEADS = 2, 4, 2


def wave(shape, phase):
    size = torch.Size(shape).numel()
    return torch.sin(1.7 * torch.arange(size) + phase).reshape(shape)


def rounded(x):
    return [round(value, 5) for value in x.flatten().tolist()]


def case(queries, keys, bias_kv, zero_attn, causal, padding, averaged):
    layer = torch.nn.MultiheadAttention(
        WIDTH, HEADS, add_bias_kv=bias_kv, add_zero_attn=zero_attn, batch_first=True
    )
    for phase, (_, parameter) in enumerate(sorted(layer.named_parameters())):
        with torch.no_grad():
            parameter.copy_(wave(parameter.shape, phase))
    query = wave((BATCH, queries, WIDTH), 7).requires_grad_()
    key = wave((BATCH, keys, WIDTH), 8).requires_grad_()
    value = wave((BATCH, keys, WIDTH), 9).requires_grad_()
    lengths = torch.tensor([keys, keys - 1])
    output, weights = layer(
        query,
        key,
        value,
        # Aligned at the top left, whatever the numbers of queries and keys.
        attn_mask=torch.ones(queries, keys, dtype=torch.bool).triu(1) if causal else None,
        key_padding_mask=torch.arange(keys)[None] >= lengths[:, None] if padding else None,
        average_attn_weights=averaged,
    )
    (output * wave(output.shape, 5)).sum().backward()
    return {
        "queries": queries,
        "keys": keys,
        "addBiasKv": bias_kv,
        "addZeroAttn": zero_attn,
        "isCausal": causal,
        "padding": padding,
        "averageAttnWeights": averaged,
        "output": rounded(output),
        "weights": rounded(weights),
        "dkey": rounded(key.grad),
    }


cases = [
    case(queries, keys, *options, averaged=index % 2 == 0)
    for queries, keys in [(4, 4), (3, 5), (5, 3)]
    for index, options in enumerate(itertools.product([False, True], repeat=4))
]
print("[\n" + ",\n".join(json.dumps(one) for one in cases) + "\n]")
