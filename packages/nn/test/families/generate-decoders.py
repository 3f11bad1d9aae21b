"""Tiny decoders of every family: python3 generate-decoders.py FOLDER [SEED], random sizes and options with a seed."""
import random
import sys

import torch
import transformers as t
from golden_model import save_golden, stir

folder, *rest = sys.argv[1:]
seed = int(rest[0]) if rest else None
choice = random.Random(seed)
torch.manual_seed(seed or 0)
pick = lambda usual, *others: usual if seed is None else choice.choice([usual, *others])


def sizes(**more):
    heads = pick(4, 2, 6)
    width = 4 * pick(4, 2, 6) * heads if more.pop("wide", False) else heads * pick(4, 8, 6)
    return dict(
        vocab_size=pick(41, 67), hidden_size=width, intermediate_size=pick(20, 33, 48), num_hidden_layers=pick(2, 1, 3),
        num_attention_heads=heads, num_key_value_heads=pick(heads // 2, 1, heads), max_position_embeddings=pick(32, 24),
        initializer_range=0.3, tie_word_embeddings=pick(False, True), pad_token_id=0, bos_token_id=1, eos_token_id=None, **more,
    )  # fmt: skip


def rope(*kinds):
    kind = pick("default", *kinds)
    theta = {"rope_theta": pick(10000.0, 500.0)}
    return {"rope_type": kind, **theta, **{
        "default": {},
        "linear": {"factor": 2.0},
        "dynamic": {"factor": 3.0},
        "yarn": {"factor": 4.0, "original_max_position_embeddings": 8, **pick({}, {"attention_factor": 1.3}, {"beta_fast": 20.0, "beta_slow": 2.0}, {"truncate": False}, {"mscale": 1.2, "mscale_all_dim": 0.7})},
        "llama3": {"factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8},
        "longrope": {},
    }[kind]}  # fmt: skip


scaled = ("linear", "dynamic", "yarn", "llama3")


def longrope(head, longest):
    factors = lambda: [1 + choice.random() * 3 for _ in range(head // 2)]
    return {"rope_type": "longrope", "rope_theta": 10000.0, "short_factor": factors(), "long_factor": factors(), "original_max_position_embeddings": longest}


def llama():
    return t.LlamaConfig(**sizes(head_dim=pick(None, 8)), rope_parameters=rope(*scaled), attention_bias=pick(False, True), mlp_bias=pick(False, True))


def mistral():
    return t.MistralConfig(**sizes(head_dim=pick(8, None)), rope_parameters=rope(*scaled), sliding_window=pick(3, None, 5))


def qwen2():
    use = pick(True, False)
    return t.Qwen2Config(**sizes(), rope_parameters=rope(*scaled), use_sliding_window=use, sliding_window=3, max_window_layers=1)


def qwen3():
    use = pick(False, True)
    return t.Qwen3Config(**sizes(head_dim=pick(6, 8)), rope_parameters=rope(*scaled), attention_bias=pick(False, True), use_sliding_window=use, sliding_window=4, max_window_layers=1)


def gemma():
    return t.GemmaConfig(**sizes(head_dim=pick(6, 8)) | {"tie_word_embeddings": True}, rope_parameters=rope(*scaled), attention_bias=pick(False, True))


def gemma2():
    return t.Gemma2Config(**sizes(head_dim=pick(6, 8)) | {"tie_word_embeddings": True}, rope_parameters=rope(*scaled), sliding_window=3,
        query_pre_attn_scalar=pick(10, 32), final_logit_softcapping=pick(4.0, None), attn_logit_softcapping=pick(2.5, None), attention_bias=pick(False, True))  # fmt: skip


def gemma3():
    given = sizes(head_dim=pick(6, 8)) | {"tie_word_embeddings": True}
    parameters = {"sliding_attention": {"rope_type": "default", "rope_theta": 100.0}, "full_attention": rope(*scaled)}
    return t.Gemma3TextConfig(**given, rope_parameters=parameters, sliding_window=3, query_pre_attn_scalar=pick(10, 32),
        layer_types=[choice.choice(["full_attention", "sliding_attention"]) for _ in range(given["num_hidden_layers"])], final_logit_softcapping=pick(None, 3.0))  # fmt: skip


def phi():
    norms = {"qk_layernorm": pick(False, True)}
    return t.PhiConfig(**sizes(wide=True), rope_parameters={**rope("linear", "llama3"), "partial_rotary_factor": 0.5}, hidden_act=pick("gelu_new", "gelu", "relu"), **norms)


def phi3():
    given = sizes(wide=True)
    head = given["hidden_size"] // given["num_attention_heads"]
    long = pick(False, True)
    more = {"original_max_position_embeddings": 8} if long else {}
    parameters = longrope(head, 8) if long else {"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": pick(1.0, 0.5)}
    return t.Phi3Config(**given, rope_parameters=parameters, sliding_window=pick(None, 3), **more)


def gpt_neox():
    given = {k: v for k, v in sizes(wide=True).items() if k != "num_key_value_heads"}
    return t.GPTNeoXConfig(**given, rope_parameters={**rope("linear", "dynamic"), "partial_rotary_factor": pick(0.5, 1.0)}, attention_bias=pick(True, False),
        use_parallel_residual=pick(True, False), hidden_act=pick("gelu", "relu"))  # fmt: skip


def gpt2():
    heads = pick(2, 3)
    return t.GPT2Config(vocab_size=41, n_positions=32, n_embd=heads * 8, n_layer=2, n_head=heads, n_inner=pick(None, 20), activation_function=pick("gelu_new", "relu"),
        initializer_range=0.3, scale_attn_weights=pick(True, False), tie_word_embeddings=pick(True, False), bos_token_id=1, eos_token_id=None)  # fmt: skip


for make in (llama, mistral, qwen2, qwen3, gemma, gemma2, gemma3, phi, phi3, gpt_neox, gpt2):
    config = make()
    config._attn_implementation = "eager"
    model = t.AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    stir(model)
    top = config.vocab_size
    ids = torch.randint(2, top, (2, 13))
    mask = torch.ones_like(ids)
    if pick(True, False):
        mask[1, :4] = 0
    prompt = torch.randint(2, top, (2, 6))
    seen = torch.ones_like(prompt)
    seen[1, :2] = 0
    prompt[1, :2] = 0
    greedy = {"do_sample": False, "max_new_tokens": 9, "pad_token_id": 0}
    if make is phi3:
        greedy["use_cache"] = False  # its cache is wrong where longrope changes the factors
    generate = [(greedy, {"input_ids": prompt, "attention_mask": seen})]
    generate.append(({**greedy, "eos_token_id": [5, 7, 11, 13, 19, 23], **pick({"repetition_penalty": 1.4, "no_repeat_ngram_size": 2}, {})}, {"input_ids": prompt[:1]}))
    name = make.__name__ if seed is None else f"{make.__name__}-{seed}"
    save_golden(f"{folder}/{name}", model, {"input_ids": ids, "attention_mask": mask}, ["logits"], generate,
        as_of_4=pick(False, True) and make.__name__ != "gemma3", compare="positions where attention_mask is 1")  # fmt: skip

# The other classes of decoders.
for make, ending in ((llama, "ForSequenceClassification"), (gpt2, "ForTokenClassification"), (qwen2, "ForQuestionAnswering"), (gpt_neox, "Model"), (gpt_neox, "ForSequenceClassification"), (llama, "ForQuestionAnswering"), (phi3, "ForTokenClassification"), (gpt2, "ForSequenceClassification"), (gpt2, "Model")):
    config = make()
    config.num_labels = pick(3, 2, 5)
    config.pad_token_id = 0
    prefix = type(config).__name__.removesuffix("Config")
    model = getattr(t, prefix + ending)._from_config(config, attn_implementation="eager")
    stir(model)
    ids = torch.randint(2, config.vocab_size, (2, 9))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    ids[1, 7:] = 0
    outputs = {"Model": ["last_hidden_state"], "ForQuestionAnswering": ["start_logits", "end_logits"]}.get(ending, ["logits"])
    name = f"{make.__name__}_{ending.lower()}" + ("" if seed is None else f"-{seed}")
    save_golden(f"{folder}/{name}", model, {"input_ids": ids, "attention_mask": mask}, outputs, compare="positions where attention_mask is 1")
