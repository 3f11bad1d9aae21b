"""Writes the files of this folder that end with .pt, .gguf, .bin and .safetensors, and values.json.

They are small files as PyTorch, gguf-py and llama2.c write them, with what is in them:

    python3 generate.py DIRECTORY

needs torch, transformers, safetensors, numpy and gguf.
"""

import json
import math
import struct
import sys
from collections import OrderedDict
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf.quants import dequantize
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM, Phi3Config, Phi3ForCausalLM

out = Path(sys.argv[1])
torch.manual_seed(13)
rng = np.random.default_rng(13)


def write_torch():
    base = torch.randn(4, 6)
    wide = {
        "f32": torch.tensor([1.5, -0.0, float("nan"), float("inf")]),
        "f16": torch.tensor([1.5, -65504.0, 6e-8], dtype=torch.float16),
        "bf16": torch.randn(2, 3).to(torch.bfloat16),
        "f64": torch.tensor([1e300, -0.1], dtype=torch.float64),
        "i64": torch.tensor([2**40, -1]),
        "i16": torch.tensor([-300, 300], dtype=torch.int16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "u16": torch.tensor([0, 65535], dtype=torch.uint16),
        "bool": torch.tensor([True, False]),
        "transposed": base.T,
        "block": base[1:3, 2:5],
        "column": base[:, 1],
        "repeated": base[0, :3].expand(2, 3),
        "permuted": torch.randn(2, 3, 4).permute(2, 0, 1),
        "halves": torch.randn(3, 4).to(torch.float16).T,
        "doubles": torch.randn(3, 4, dtype=torch.float64).T,
        "scalar": torch.tensor(7.0),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(torch.randn(3)),
    }
    state = OrderedDict(wide)
    state._metadata = OrderedDict(version=1)
    training = {
        "epoch": 7,
        "loss": float("inf"),
        "betas": (0.9, 0.999),
        "names": ["a", None, True, 2**70, -(2**33)],
        "device": torch.device("cuda:1"),
        "dtype": torch.float16,
        "size": torch.Size([2, 3]),
        "tags": {"x"},
        "model": {"weight": base, "nested": {"bias": base[0]}},
    }
    legacy = {"_use_new_zipfile_serialization": False}
    plain = {name: value for name, value in state.items() if name != "u16"}
    torch.save(state, out / "state-dict.pt")
    torch.save(plain, out / "legacy.pt", **legacy)
    torch.save(training, out / "training.pt")
    torch.save(training["model"], out / "protocol-4.pt", pickle_protocol=4)
    values = {name: value.detach().contiguous() for name, value in state.items()}
    values |= {"model.weight": base, "model.nested.bias": base[0].contiguous()}
    save_file({name: value.clone() for name, value in values.items()}, out / "torch.safetensors")


def write_formats():
    types = gguf.GGMLQuantizationType
    kinds = [t for t in types if t.name in (
        "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K")]
    # Where a block has its scales, which must be finite numbers.
    halves = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82],
              "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
    writer = gguf.GGUFWriter(out / "formats.gguf", "none")
    writer.add_uint64("numbers.uint64", 2**64 - 1)
    writer.add_int64("numbers.int64", -(2**63))
    writer.add_float64("numbers.float64", 0.1)
    writer.add_int8("numbers.int8", -128)
    writer.add_uint16("numbers.uint16", 65535)
    writer.add_bool("flag", True)
    writer.add_array("texts", ["a", "", "é"])
    writer.add_array("numbers", [1, -2, 3])
    values = {}
    for kind in kinds:
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        blocks = rng.integers(0, 256, (2, 512 // elements, size), dtype=np.uint8)
        for at in halves[kind.name]:
            scale = rng.normal(0, 0.1, blocks.shape[:2]).astype(np.float16)
            blocks[:, :, at:at + 2] = scale[..., None].view(np.uint8)
        blocks = blocks.reshape(2, -1)
        writer.add_tensor(kind.name, blocks, raw_dtype=kind)
        values[kind.name] = torch.from_numpy(dequantize(blocks, kind).astype(np.float32))
    floats = rng.normal(0, 1, (3, 4)).astype(np.float32)
    writer.add_tensor("F16", floats.astype(np.float16))
    values["F16"] = torch.from_numpy(floats.astype(np.float16).astype(np.float32))
    brain = torch.from_numpy(floats).to(torch.bfloat16)
    writer.add_tensor("BF16", brain.view(torch.uint16).numpy().view(np.uint8),
                      raw_dtype=types.BF16)
    values["BF16"] = brain.float()
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    save_file(values, out / "formats.safetensors")


def pairs(weight, heads):
    """Rows of queries and keys as Meta's Llama has them: neighbours turn together."""
    rows = weight.shape[0]
    return weight.reshape(heads, 2, rows // heads // 2, -1).transpose(1, 2).reshape(weight.shape)


def write_llama():
    config = LlamaConfig(vocab_size=13, hidden_size=16, intermediate_size=12, num_hidden_layers=2,
                         num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=32,
                         rms_norm_eps=1e-5, tie_word_embeddings=False)
    model = LlamaForCausalLM(config).eval()
    state = {name: value.detach().clone() for name, value in model.state_dict().items()}
    for name in state:
        if "norm" in name:
            state[name] = 1 + 0.1 * torch.randn_like(state[name])
    save_file(state, out / "llama.safetensors")
    write_gguf_llama(config, state)
    for version in (0, 1):
        (out / f"llama-v{version}.bin").write_bytes(llama2c(config, state, version))
    pieces = ["<unk>", "\n<s>\n", "\n</s>\n", " ", "a", "b", "ab", " ab", "é"]
    data = struct.pack("i", max(len(p.encode()) for p in pieces))
    for i, piece in enumerate(pieces):
        data += struct.pack("fi", -float(i), len(piece.encode())) + piece.encode()
    (out / "tokenizer.bin").write_bytes(data)


def write_gguf_llama(config, state):
    heads, kv = config.num_attention_heads, config.num_key_value_heads
    writer = gguf.GGUFWriter(out / "llama.gguf", "llama")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(10000.0)
    writer.add_rope_dimension_count(config.hidden_size // heads)
    tokens = ["<unk>", "<s>", "</s>", "▁", "a", "b", "ab", "▁ab", "▁a", "é", "c", "d", "abc"]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0, 0.0, 0.0] + [-float(i) for i in range(10)])
    writer.add_token_types([2, 3, 3] + [1] * 10)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template("{{ messages[0].content }}")
    names = {"embed_tokens": "token_embd", "lm_head": "output", "input_layernorm": "attn_norm",
             "post_attention_layernorm": "ffn_norm", "q_proj": "attn_q", "k_proj": "attn_k",
             "v_proj": "attn_v", "o_proj": "attn_output", "gate_proj": "ffn_gate",
             "up_proj": "ffn_up", "down_proj": "ffn_down"}
    for name, value in state.items():
        parts = name.split(".")
        part = parts[-2]
        inside = "layers" in parts
        own = names.get(part, "output_norm")
        if part in ("q_proj", "k_proj"):
            value = pairs(value, heads if part == "q_proj" else kv)
        writer.add_tensor(f"blk.{parts[2]}.{own}.weight" if inside else f"{own}.weight", value.numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def llama2c(config, state, version):
    heads, kv, layers = config.num_attention_heads, config.num_key_value_heads, config.num_hidden_layers
    sizes = [config.hidden_size, config.intermediate_size, layers, heads, kv,
             config.vocab_size if version else -config.vocab_size, config.max_position_embeddings]

    def each(part):
        values = [state[f"model.layers.{i}.{part}.weight"] for i in range(layers)]
        if part.endswith("q_proj"):
            values = [pairs(value, heads) for value in values]
        if part.endswith("k_proj"):
            values = [pairs(value, kv) for value in values]
        return values

    attention = [v for p in "qkvo" for v in each(f"self_attn.{p}_proj")]
    feed_forward = [v for p in ("gate", "down", "up") for v in each(f"mlp.{p}_proj")]
    norms = each("input_layernorm"), each("post_attention_layernorm")
    tokens, norm = state["model.embed_tokens.weight"], state["model.norm.weight"]
    if version:
        head = struct.pack("Ii7iB", 0x616B3432, 1, *sizes, 0).ljust(256, b"\0")
        order = [*norms[0], *norms[1], norm, tokens, *attention, *feed_forward]
    else:
        head = struct.pack("7i", *sizes)
        tables = torch.ones(2, config.max_position_embeddings, config.hidden_size // heads // 2)
        order = [tokens, *norms[0], *attention, *norms[1], *feed_forward, norm, tables]
    return head + b"".join(t.numpy().tobytes() for t in [*order, state["lm_head.weight"]])


def write_longrope():
    """A Phi-3 whose positions have a list of factors for short sequences and one for long ones, and its logits for both."""
    config = Phi3Config(vocab_size=13, hidden_size=16, intermediate_size=8, num_hidden_layers=2, num_attention_heads=2,
                        num_key_value_heads=1, max_position_embeddings=32, original_max_position_embeddings=8,
                        tie_word_embeddings=False, pad_token_id=0, bos_token_id=1, eos_token_id=2, initializer_range=0.5,
                        partial_rotary_factor=0.5,
                        rope_scaling={"rope_type": "longrope", "short_factor": [1.1, 1.3], "long_factor": [2.5, 7.0]})
    model = Phi3ForCausalLM(config).eval()
    values = {}
    for length in (6, 8, 9, 20):
        ids = torch.from_numpy(rng.integers(0, 13, (1, length)))
        with torch.no_grad():
            values |= {f"ids/{length}": ids.int(), f"logits/{length}": model(ids).logits}
    save_file(values, out / "phi3-longrope.safetensors")
    names = {"embed_tokens": "token_embd", "lm_head": "output", "input_layernorm": "attn_norm",
             "post_attention_layernorm": "ffn_norm", "qkv_proj": "attn_qkv", "o_proj": "attn_output",
             "gate_up_proj": "ffn_up", "down_proj": "ffn_down"}
    original, scale = config.original_max_position_embeddings, config.max_position_embeddings / 8
    for file, written in (("phi3-longrope.gguf", True), ("phi3-longrope-inferred.gguf", False)):
        writer = gguf.GGUFWriter(out / file, "phi3")
        writer.add_context_length(config.max_position_embeddings)
        writer.add_rope_scaling_orig_ctx_len(original)
        writer.add_embedding_length(config.hidden_size)
        writer.add_feed_forward_length(config.intermediate_size)
        writer.add_block_count(config.num_hidden_layers)
        writer.add_head_count(config.num_attention_heads)
        writer.add_head_count_kv(config.num_key_value_heads)
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        writer.add_rope_dimension_count(4)
        writer.add_rope_freq_base(10000.0)
        writer.add_sliding_window(0)
        if written:
            writer.add_rope_scaling_attn_factors(math.sqrt(1 + math.log(scale) / math.log(original)))
        for name, value in model.state_dict().items():
            parts = name.split(".")
            own = names.get(parts[-2], "output_norm")
            writer.add_tensor(f"blk.{parts[2]}.{own}.weight" if "layers" in parts else f"{own}.weight", value.numpy())
        for of in ("long", "short"):
            factors = config.rope_parameters[f"{of}_factor"]
            writer.add_tensor(f"rope_factors_{of}.weight", np.array(factors, dtype=np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


write_torch()
write_formats()
write_llama()
write_longrope()
