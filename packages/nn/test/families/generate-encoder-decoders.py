"""Tiny encoder-decoders of every family: python3 generate-encoder-decoders.py FOLDER [SEED], random sizes and options with a seed."""
import json
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


def bart_sizes():
    return dict(
        vocab_size=pick(41, 67), d_model=pick(16, 24, 48), encoder_layers=pick(2, 1), decoder_layers=pick(2, 3, 1), encoder_attention_heads=pick(4, 2, 8),
        decoder_attention_heads=pick(2, 4, 8), encoder_ffn_dim=pick(20, 33), decoder_ffn_dim=pick(28, 17), max_position_embeddings=pick(32, 40),
        activation_function=pick("gelu", "relu", "swish", "gelu_new"), scale_embedding=pick(True, False), init_std=pick(0.3, 0.1), dropout=0.1,
        pad_token_id=pick(1, 0), bos_token_id=3, eos_token_id=2, decoder_start_token_id=pick(2, 5), forced_eos_token_id=pick(None, 2), tie_word_embeddings=pick(True, False),
    )  # fmt: skip


def t5_sizes(kind):
    return dict(
        vocab_size=pick(41, 67), d_model=pick(16, 24), d_kv=pick(8, 6), d_ff=pick(20, 37), num_layers=pick(2, 3), num_decoder_layers=pick(1, 2, None), num_heads=pick(2, 4),
        relative_attention_num_buckets=pick(8, 32, 6), relative_attention_max_distance=pick(12, 128, 20), feed_forward_proj=pick(kind, "relu", "gated-gelu", "gated-silu", "gelu"),
        initializer_factor=pick(1.0, 0.5), pad_token_id=0, eos_token_id=1, decoder_start_token_id=pick(0, 3), layer_norm_epsilon=pick(1e-6, 1e-3),
    )  # fmt: skip


bart = lambda: t.BartForConditionalGeneration(t.BartConfig(**bart_sizes()))
mbart = lambda: t.MBartForConditionalGeneration(t.MBartConfig(**bart_sizes()))
pegasus = lambda: t.PegasusForConditionalGeneration(t.PegasusConfig(**bart_sizes()))
marian = lambda: t.MarianMTModel(t.MarianConfig(**bart_sizes()))
marian_apart = lambda: t.MarianMTModel(t.MarianConfig(**bart_sizes() | {"share_encoder_decoder_embeddings": False, "decoder_vocab_size": pick(37, 71)}))
t5 = lambda: t.T5ForConditionalGeneration(t.T5Config(**t5_sizes("relu")))
t5_gated = lambda: t.T5ForConditionalGeneration(t.T5Config(**t5_sizes("gated-gelu"), tie_word_embeddings=pick(False, True)))
mt5 = lambda: t.MT5ForConditionalGeneration(t.MT5Config(**t5_sizes("gated-gelu")))


def labelled(config):
    config.num_labels = pick(3, 5)
    config.classifier_dropout = 0.1
    return config


# What stands on the stacks beside a head that generates, and on T5's encoder alone.
bart_model = lambda: t.BartModel(t.BartConfig(**bart_sizes()))
bart_classification = lambda: t.BartForSequenceClassification(labelled(t.BartConfig(**bart_sizes())))
bart_qa = lambda: t.BartForQuestionAnswering(t.BartConfig(**bart_sizes()))
mbart_classification = lambda: t.MBartForSequenceClassification(labelled(t.MBartConfig(**bart_sizes())))
mbart_qa = lambda: t.MBartForQuestionAnswering(t.MBartConfig(**bart_sizes()))
marian_model = lambda: t.MarianModel(t.MarianConfig(**bart_sizes()))
pegasus_model = lambda: t.PegasusModel(t.PegasusConfig(**bart_sizes()))
t5_model = lambda: t.T5Model(t.T5Config(**t5_sizes("relu")))
t5_encoder = lambda: t.T5EncoderModel(t.T5Config(**t5_sizes("relu")))
mt5_encoder = lambda: t.MT5EncoderModel(t.MT5Config(**t5_sizes("gated-gelu")))
t5_classification = lambda: t.T5ForSequenceClassification(labelled(t.T5Config(**t5_sizes("relu"))))
t5_tokens = lambda: t.T5ForTokenClassification(labelled(t.T5Config(**t5_sizes("gated-gelu"))))
t5_qa = lambda: t.T5ForQuestionAnswering(t.T5Config(**t5_sizes("relu")))
bare = [bart_model, bart_classification, t5_qa, t5_encoder, t5_model, t5_classification, t5_tokens]
if seed is not None:
    bare += [mbart_classification, mbart_qa, bart_qa, marian_model, pegasus_model, mt5_encoder]


def still(model):
    """Marian's sinusoids are not saved."""
    for stack in (model.encoder, model.decoder):
        stack.embed_positions.weight.data = stack.embed_positions.create_weight()


for make in bare:
    name = next(key for key, value in globals().items() if value is make)
    model = make()
    model.set_attn_implementation("eager")
    stir(model)
    if name == "marian_model":
        still(model)
    config = model.config
    ids = torch.randint(6, config.vocab_size, (2, 11))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    ids[1, 7:] = config.pad_token_id
    ids[0, 10] = ids[1, 6] = config.eos_token_id
    inputs = {"input_ids": ids, "attention_mask": mask}
    if name.endswith("model") and (name != "bart_model" or pick(True, False)):
        inputs["decoder_input_ids"] = torch.randint(6, config.vocab_size, (2, 6))
    outputs = {"model": ["last_hidden_state", "encoder_last_hidden_state"], "classification": ["logits", "encoder_last_hidden_state"],
        "qa": ["start_logits", "end_logits", "encoder_last_hidden_state"], "encoder": ["last_hidden_state"], "tokens": ["logits"]}  # fmt: skip
    at = f"{folder}/{name}" if seed is None else f"{folder}/{name}-{seed}"
    save_golden(at, model, inputs, outputs[name.split("_")[-1]])


def stir_buffers(model):
    """The bias of the logits, and tables of sinusoids that are weights to transformers."""
    if hasattr(model, "final_logits_bias"):
        model.final_logits_bias += torch.randn_like(model.final_logits_bias)


def untie(model):
    """A head of its own, whatever the config says: as the first gated T5s and mT5s have it."""
    model.lm_head.weight = torch.nn.Parameter(0.3 * torch.randn_like(model.lm_head.weight))


def of_4(path, **changed):
    with open(path) as file:
        config = json.load(file)
    config["torch_dtype"] = config.pop("dtype", "float32")
    config = {name: value for name, value in (config | changed).items() if value != "-"}
    with open(path, "w") as file:
        json.dump(config, file, indent=1)


for make in (bart, mbart, pegasus, marian, marian_apart, t5, t5_gated, mt5):
    name = next(key for key, value in globals().items() if value is make)
    model = make()
    model.set_attn_implementation("eager")
    stir(model)
    stir_buffers(model)
    if name.startswith("marian"):
        still(model.model)
    apart = name in ("t5_gated", "mt5") and pick(True, False)
    if apart:
        untie(model)
    config = model.config
    top = min(config.vocab_size, getattr(config, "decoder_vocab_size", None) or config.vocab_size)
    pad = config.pad_token_id
    ids = torch.randint(6, top, (2, 11))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    ids[1, 7:] = pad
    inputs = {"input_ids": ids, "attention_mask": mask}
    if pick(name != "mbart", True, False):
        inputs["decoder_input_ids"] = torch.randint(6, top, (2, 6))
    else:
        inputs["labels"] = torch.randint(6, top, (2, 6))
        inputs["labels"][1, 4:] = -100
    greedy = {"do_sample": False, "max_new_tokens": 9, "num_beams": 1}
    generate = [(greedy, {"input_ids": ids, "attention_mask": mask}), (greedy | {"eos_token_id": [7, 11, 13, 19, 23]}, {"input_ids": ids})]
    generate.append((greedy | {"forced_bos_token_id": 9, "min_length": 5, "no_repeat_ngram_size": 2, "bad_words_ids": [[12], [13, 14], [21], [30]], "suppress_tokens": [8, 17]}, {"input_ids": ids[:1]}))
    if seed is not None:
        generate.append((greedy | {"repetition_penalty": 1.3, "begin_suppress_tokens": [10, 20, 30], "forced_eos_token_id": 15}, {"input_ids": ids, "attention_mask": mask}))
    outputs = ["logits", "encoder_last_hidden_state"] + (["loss"] if "labels" in inputs else [])
    at = f"{folder}/{name}" if seed is None else f"{folder}/{name}-{seed}"
    save_golden(at, model, inputs, outputs, generate)
    if name in ("t5_gated", "mt5") and apart:  # as transformers 4 has it: no field says that a head is scaled
        scaled = getattr(config, "scale_decoder_outputs", False)
        of_4(f"{at}/config.json", tie_word_embeddings=scaled, **pick({"scale_decoder_outputs": "-"}, {}))
    elif pick(name == "marian", True, False):
        of_4(f"{at}/config.json")
