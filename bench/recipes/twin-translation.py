"""Marian of Hugging Face's transformers, trained in PyTorch on the batches of twin-translation.mjs."""

import gzip

import torch
from torch.nn.functional import cross_entropy, pad
from torch.nn.utils.rnn import pad_sequence
from transformers import MarianMTModel, PreTrainedTokenizerFast
from twin import batches_in, leave, opened, train

folder, twin, data = opened()
settings = twin["settings"]
PADDING, END = 0, 1
model = MarianMTModel.from_pretrained(folder)


def expected_of(target):
    """What is to be said after each token of [begin, tokens, padding]: [tokens, end, padding]."""
    shifted = pad(target[:, 1:], (0, 1), value=PADDING)
    lengths = (shifted != PADDING).sum(1)
    return shifted.scatter(1, lengths[:, None], END)


def logits_of(model, source, target):
    mask = (source != PADDING).long()
    return model(input_ids=source, attention_mask=mask, decoder_input_ids=target).logits


def loss_of(model, batch, smoothing=settings["labelSmoothing"], reduction="mean"):
    source, target = batch["source"].long(), batch["target"].long()
    logits = logits_of(model, source, target).flatten(0, 1)
    options = {"ignore_index": PADDING, "label_smoothing": smoothing, "reduction": reduction}
    return cross_entropy(logits, expected_of(target).flatten(), **options)


trained = train(model, batches_in(folder), loss_of, twin)

# The validation sentences out of the files themselves.
tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)


def lines(language):
    with gzip.open(data / f"val.{language}.gz", "rt", encoding="utf-8") as file:
        return [line.strip() for line in file]


count = settings["evalBatches"] * settings["batch"]
sources, targets = (lines(settings[f"{side}Language"])[:count] for side in ("source", "target"))


def encoded(texts, most):
    """Ids with the end, those of long texts cut before it."""
    return [[*ids[: most - 1], END] for ids in (tokenizer(text).input_ids[:-1] for text in texts)]


def padded(rows):
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PADDING)


source_ids = encoded(sources, settings["context"])
target_ids = [[PADDING, *row[:-1]] for row in encoded(targets, settings["targetContext"])]
nats = tokens = 0
outputs = [""] * len(sources)
order = sorted(range(len(sources)), key=lambda i: len(source_ids[i]))
with torch.no_grad():
    for start in range(0, len(order), 128):
        some = order[start : start + 128]
        batch = {"source": padded([source_ids[i] for i in some]), "target": padded([target_ids[i] for i in some])}
        nats += loss_of(model, batch, smoothing=0, reduction="sum").item()
        tokens += sum(len(target_ids[i]) for i in some)
        mask = (batch["source"] != PADDING).long()
        written = model.generate(batch["source"], attention_mask=mask, num_beams=1)
        for i, text in zip(some, tokenizer.batch_decode(written, skip_special_tokens=True)):
            outputs[i] = text
leave(folder, {**trained, "loss": nats / tokens, "outputs": outputs, "targets": targets})
