"""What transformers' golden models learn from labels, and ten steps of adapters: python3 generate-losses.py GOLDEN OUT.

OUT/losses.safetensors holds for each case its inputs, the loss, and the norm of each parameter's gradient, in the order of
the names in OUT/losses.json. OUT/lora.safetensors holds ten steps of low-rank adapters on the tiny Llama.
"""
import json
import os
import sys

import torch
import transformers as t
from safetensors.torch import load_file, save_file

golden, out = sys.argv[1:]
torch.manual_seed(0)
os.makedirs(out, exist_ok=True)


def opened(name, **config):
    folder = f"{golden}/{name}"
    expect = json.load(open(f"{folder}/expect.json"))
    attention = "eager" if name == "gemma2" else None  # the other ways have no soft cap
    model = getattr(t, expect["class"]).from_pretrained(folder, attn_implementation=attention, **config).eval()
    given = load_file(f"{folder}/expect.safetensors")
    return model, {key[7:]: value for key, value in given.items() if key.startswith("inputs/")}


def ids(*shape, below, ignored=0.3):
    labels = torch.randint(0, below, shape)
    return labels.masked_fill(torch.rand(shape) < ignored, -100)


tensors, cases = {}, []


def case(name, targets, **config):
    model, inputs = opened(name, **config)
    inputs = {key: value for key, value in inputs.items() if key not in ("labels", "decoder_input_ids")}
    inputs |= targets(model.config, inputs)
    loss = model(**inputs).loss
    loss.backward()
    # Sinusoids do not learn, but for a model that is read from a file; some names are others in memory.
    learned = [(key, one) for key, one in model.named_parameters() if one.grad is not None and not ("whisper" in name and "encoder.embed_positions" in key)]
    total = sum(one.grad.square().sum() for _, one in learned).sqrt()
    stored = load_file(f"{golden}/{name}/model.safetensors")
    learned = [(key, one) for key, one in learned if key in stored]
    at = f"{len(cases)}"
    for key, value in inputs.items():
        tensors[f"{at}/inputs/{key}"] = value.contiguous()
    tensors[f"{at}/loss"] = loss.detach()
    tensors[f"{at}/norms"] = torch.stack([total, *(one.grad.norm() for _, one in learned)])
    cases.append({"model": name, "config": config, "inputs": list(inputs), "parameters": [key for key, _ in learned]})


batch = lambda inputs: next(iter(inputs.values())).shape[0]


def tokens(below):
    def labels(config, inputs):
        """Of what is no padding, nor behind it: nobody says what a padded token gives."""
        made = ids(*inputs["input_ids"].shape, below=below(config))
        mask = inputs.get("attention_mask")
        if mask is None:
            return {"labels": made}
        shown = mask * torch.nn.functional.pad(mask, (1, 0), value=1)[:, :-1]
        return {"labels": made.masked_fill(shown == 0, -100)}

    return labels


words = tokens(lambda config: config.vocab_size)
token_classes = tokens(lambda config: config.num_labels)
classes = lambda config, inputs: {"labels": torch.randint(0, config.num_labels, (batch(inputs),))}
several = lambda config, inputs: {"labels": torch.randint(0, 2, (batch(inputs), config.num_labels)).float()}
numbers = lambda config, inputs: {"labels": torch.randn(batch(inputs), config.num_labels)}
target = lambda below: lambda config, inputs: {"labels": ids(batch(inputs), 5, below=below(config), ignored=0.2)}
ends = lambda config, inputs: {
    "start_positions": torch.tensor([2, 99])[: batch(inputs)],
    "end_positions": torch.tensor([4, 1])[: batch(inputs)],
}

for name in ("llama", "gpt2", "gemma2", "phi3"):
    case(name, words)
for name in ("bert-maskedlm", "distilbert-maskedlm", "roberta-maskedlm", "modernbert-maskedlm", "mpnet-maskedlm"):
    case(name, words)
for name in ("bert", "distilbert", "roberta", "modernbert", "mpnet"):
    case(f"{name}-sequenceclassification", classes)
case("bert-sequenceclassification", several)
case("bert-sequenceclassification", numbers, problem_type="regression")
for name in ("llama_forsequenceclassification", "gpt2_forsequenceclassification", "bart_classification", "t5_classification"):
    case(name, classes)
for name in ("bert-tokenclassification", "modernbert-tokenclassification", "gpt2_fortokenclassification", "t5_tokens"):
    case(name, token_classes)
for name in ("bert-questionanswering", "modernbert-questionanswering", "llama_forquestionanswering", "t5_qa"):
    case(name, ends)
case("bert-nextsentenceprediction", lambda config, inputs: {"labels": torch.randint(0, 2, (batch(inputs),))})
case("bert-pretraining", lambda config, inputs: {**words(config, inputs), "next_sentence_label": torch.randint(0, 2, (batch(inputs),))})
for name in ("t5", "bart", "marian", "whisper"):
    case(name, target(lambda config: config.vocab_size))
case("vision_encoder_decoder", target(lambda config: config.decoder.vocab_size))
for name in ("vit", "audio_spectrogram_transformer", "wav2vec2_classes", "whisper_classes"):
    case(name, classes)
case("vit", several, problem_type="multi_label_classification")
for reduction in ("sum", "mean"):
    case("wav2vec2", lambda config, inputs: {"labels": torch.tensor([[5, 5, 3], [7, -100, -100]])[: batch(inputs)]}, ctc_loss_reduction=reduction)  # fmt: skip
save_file(tensors, f"{out}/losses.safetensors")
json.dump(cases, open(f"{out}/losses.json", "w"))

# Hu et al.'s adapters by hand: y = W x + alpha / rank B A x, everything else as it is.
model, _ = opened("llama")
for parameter in model.parameters():
    parameter.requires_grad_(False)
rank, alpha, targets = 4, 8, ("q_proj", "v_proj", "down_proj")
parts, kept = {}, {}
for path, module in model.named_modules():
    if not isinstance(module, torch.nn.Linear) or path.split(".")[-1] not in targets:
        continue
    down = torch.nn.Parameter(0.2 * torch.randn(rank, module.in_features))
    up = torch.nn.Parameter(0.2 * torch.randn(module.out_features, rank))
    parts |= {f"{path}.lora_A.weight": down, f"{path}.lora_B.weight": up}
    module.register_forward_hook(
        lambda module, inputs, output, down=down, up=up: output + alpha / rank * (inputs[0] @ down.T @ up.T)
    )
kept |= {f"start/{key}": value.detach().clone() for key, value in parts.items()}
optimizer = torch.optim.AdamW(parts.values(), lr=0.01, weight_decay=0.1)
losses = []
for step in range(10):
    batch_ids = torch.randint(0, 41, (2, 12))
    kept[f"ids/{step}"] = batch_ids
    loss = model(input_ids=batch_ids, labels=batch_ids).loss
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.detach())
kept |= {f"end/{key}": value.detach().clone() for key, value in parts.items()} | {"losses": torch.stack(losses)}
save_file(kept, f"{out}/lora.safetensors")

# CTC by itself: padded and joined targets, letters that repeat, an input too short for its target, every reduction.
kept = {}
for i, (time, lengths, letters, options) in enumerate([
    (7, [7, 5], [3, 2], {}),
    (7, [7, 4], [3, 2], {"reduction": "sum", "blank": 4}),
    (6, [6, 2, 6], [2, 3, 0], {"reduction": "none", "zero_infinity": True}),
    (6, [6, 6], [1, 4], {"joined": True, "reduction": "mean"}),
]):  # fmt: skip
    joined = options.pop("joined", False)
    blank = options.get("blank", 0)
    logits = torch.randn(time, len(lengths), 5, requires_grad=True)
    targets = torch.randint(1, 4, (len(lengths), max(letters)))
    targets[0, :] = 2
    given = torch.cat([row[:n] for row, n in zip(targets, letters)]) if joined else targets
    probabilities = logits.log_softmax(-1)
    probabilities.retain_grad()
    loss = torch.nn.functional.ctc_loss(probabilities, given, torch.tensor(lengths), torch.tensor(letters), **options)
    (loss * torch.arange(1, loss.numel() + 1).reshape(loss.shape)).sum().backward()
    kept |= {f"{i}/logProbs": probabilities.detach(), f"{i}/targets": given, f"{i}/inputLengths": torch.tensor(lengths)}
    kept |= {f"{i}/targetLengths": torch.tensor(letters), f"{i}/loss": loss.detach(), f"{i}/slope": probabilities.grad}
save_file({key: value.contiguous() for key, value in kept.items()}, f"{out}/ctc.safetensors")
