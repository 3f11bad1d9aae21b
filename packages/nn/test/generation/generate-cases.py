"""Runs of Hugging Face's generate() on the tiny models beside this folder, with random options, as cases of the golden runner.

    python3 generate-cases.py ../families/golden OUT SEED COUNT

OUT/generation gets sequences.json, first_scores.json and first_scores.safetensors. Cases that hang on rounding, which float64
would answer otherwise, are left out.
"""
import json
import os
import random
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM

folder, out, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
decoders = ["gpt2", "llama", "qwen2", "mistral", "gemma2"]
encoder_decoders = ["bart", "t5", "marian"]
rng = random.Random(seed)
torch.manual_seed(seed)
torch.set_num_threads(1)


def opened(name, dtype):
    kind = AutoModelForCausalLM if name in decoders else AutoModelForSeq2SeqLM
    model = kind.from_pretrained(f"{folder}/{name}", dtype=dtype).eval()
    model.set_attn_implementation("eager")  # the others know no soft caps
    return model


models = {name: (opened(name, torch.float32), opened(name, torch.float64)) for name in decoders + encoder_decoders}


def maybe(options, chance, name, value):
    if rng.random() < chance:
        options[name] = value()


def some(vocab, most=4):
    return [rng.randrange(3, vocab) for _ in range(rng.randint(1, most))]


def random_options(vocab, beams, conditional):
    options = {"max_new_tokens": rng.randint(4, 10), "do_sample": False, "pad_token_id": 0}
    maybe(options, 0.6, "eos_token_id", lambda: sorted(set(some(vocab, 3))))
    maybe(options, 0.3, "repetition_penalty", lambda: rng.choice([0.7, 1.2, 1.8]))
    maybe(options, 0.3, "no_repeat_ngram_size", lambda: rng.choice([1, 2, 3]))
    if not beams:  # with them transformers changes the first rows alone
        maybe(options, 0.2, "encoder_repetition_penalty", lambda: rng.choice([0.8, 1.4]))
    maybe(options, 0.2, "encoder_no_repeat_ngram_size", lambda: rng.choice([1, 2]))
    maybe(options, 0.2, "bad_words_ids", lambda: [some(vocab, 2) for _ in range(3)])
    maybe(options, 0.2, "sequence_bias", lambda: [[some(vocab, 2), rng.uniform(-6, 6)] for _ in range(4)])
    maybe(options, 0.2, "min_new_tokens", lambda: rng.randint(1, 5))
    maybe(options, 0.2, "suppress_tokens", lambda: some(vocab))
    maybe(options, 0.2, "begin_suppress_tokens", lambda: some(vocab))
    maybe(options, 0.1, "forced_eos_token_id", lambda: rng.randrange(3, vocab))
    maybe(options, 0.1, "renormalize_logits", lambda: True)
    if "eos_token_id" in options:
        maybe(options, 0.2, "exponential_decay_length_penalty", lambda: [rng.randint(0, 3), 1.3])
    if conditional:
        maybe(options, 0.2, "forced_bos_token_id", lambda: rng.randrange(3, vocab))
    elif not beams:
        maybe(options, 0.15, "guidance_scale", lambda: rng.choice([0.5, 1.5, 3.0]))
    if beams:
        options["num_beams"] = rng.randint(2, 4)
        options["num_return_sequences"] = rng.randint(1, options["num_beams"])
        maybe(options, 0.5, "length_penalty", lambda: rng.choice([-1.0, 0.0, 0.5, 2.0]))
        maybe(options, 0.6, "early_stopping", lambda: rng.choice([True, False, "never"]))
    return options


def random_inputs(vocab, conditional):
    rows, length = rng.randint(1, 3), rng.randint(2, 8)
    ids = [[rng.randrange(3, vocab) for _ in range(length)] for _ in range(rows)]
    mask = [[1] * length for _ in range(rows)]
    for row in range(1, rows):
        padding = rng.randrange(length - 1)
        places = range(length - padding, length) if conditional else range(padding)
        for i in places:
            ids[row][i], mask[row][i] = 0, 0
    return {"input_ids": ids, "attention_mask": mask}


def run(model, inputs, options):
    tensors = {name: torch.tensor(value) for name, value in inputs.items()}
    with torch.no_grad():
        return model.generate(**tensors, **options, return_dict_in_generate=True, output_scores=True)


def stable(single, double, inputs, options):
    """What both precisions answer alike, or None."""
    try:
        first, second = run(single, inputs, options), run(double, inputs, options)
    except (ValueError, RuntimeError, IndexError):
        return None
    if any(torch.isinf(scores).all(-1).any() for scores in first.scores):  # all tokens are ruled out
        return None
    if any(torch.isnan(scores).any() for scores in first.scores):  # -inf of the ends, and a penalty that raises them
        return None
    return first if torch.equal(first.sequences, second.sequences) else None


sequences = []
while len(sequences) < count:
    name = rng.choice(list(models))
    single, double = models[name]
    conditional = name in encoder_decoders
    vocab = single.config.vocab_size
    options = random_options(vocab, rng.random() < 0.5, conditional)
    inputs = random_inputs(vocab, conditional)
    answer = stable(single, double, inputs, options)
    if answer is None:
        continue
    begun = 1 if conditional else len(inputs["input_ids"][0])
    rows = answer.sequences.tolist()
    case = {"name": f"{name}/{len(sequences)}", "model": name, "options": options, "inputs": inputs, "sequences": rows}
    if "num_beams" in options:
        case["sequences_scores"] = answer.sequences_scores.tolist()
        if not torch.isfinite(answer.sequences_scores).all() or answer.sequences_scores.min() < -1e6:
            continue
        # -1 of beam_indices is behind the end
        used = (answer.beam_indices >= 0).sum(-1).tolist()
        case["lengths"] = [begun + n for n in used]
    sequences.append(case)

first, tensors = [], {}
while len(first) < count // 3:
    name = rng.choice(list(models))
    single, double = models[name]
    conditional = name in encoder_decoders
    vocab = single.config.vocab_size
    options = {"do_sample": True, "max_new_tokens": 1, "pad_token_id": 0}
    maybe(options, 0.5, "temperature", lambda: rng.choice([0.3, 0.8, 1.7]))
    maybe(options, 0.5, "top_k", lambda: rng.choice([0, 1, 5, 12]))
    maybe(options, 0.4, "top_p", lambda: rng.choice([0.3, 0.7, 0.95]))
    maybe(options, 0.3, "min_p", lambda: rng.choice([0.02, 0.2]))
    maybe(options, 0.3, "typical_p", lambda: rng.choice([0.3, 0.8]))
    maybe(options, 0.2, "epsilon_cutoff", lambda: rng.choice([0.003, 0.05]))
    maybe(options, 0.2, "eta_cutoff", lambda: rng.choice([0.003, 0.05]))
    maybe(options, 0.2, "top_h", lambda: rng.choice([0.3, 0.8]))
    maybe(options, 0.3, "num_beams", lambda: 3)
    maybe(options, 0.3, "repetition_penalty", lambda: 1.3)
    inputs = random_inputs(vocab, conditional)
    kept = []
    try:
        for model in (single, double):
            torch.manual_seed(1)
            kept.append(run(model, inputs, options).scores[0])
    except (ValueError, RuntimeError):
        continue
    if not torch.equal(torch.isinf(kept[0]), torch.isinf(kept[1])):
        continue
    key = f"{len(first):03}"
    tensors[key] = kept[0].float().contiguous()
    first.append({"name": f"{name}/{key}", "model": name, "options": options, "inputs": inputs, "scores": key})

os.makedirs(f"{out}/generation", exist_ok=True)
facts = {"transformers": __import__("transformers").__version__, "torch": torch.__version__, "seed": seed}
for kind, cases in (("sequences", sequences), ("first_scores", first)):
    with open(f"{out}/generation/{kind}.json", "w") as file:
        json.dump({**facts, "cases": cases}, file, separators=(",", ":"))
        file.write("\n")
save_file(tensors, f"{out}/generation/first_scores.safetensors")
