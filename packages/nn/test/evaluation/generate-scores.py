"""What texts cost the tiny models beside ../pipelines, token by token, and in windows that overlap.

    python3 generate-scores.py ../pipelines/golden scores.json SEED
"""
import json
import random
import sys

import torch
import transformers as hf

folder, out, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
rng = random.Random(seed)
TEXT = (
    "The old whale swam slowly past the quiet harbour, and nobody in Nantucket saw it. Who painted the door? "
    "My neighbour sells ropes, lanterns and bread; it was a good day, and a terrible one. Das Boot liegt im Hafen."
)
cases = []


def costs(logits, labels):
    return torch.nn.functional.cross_entropy(logits.double(), labels, reduction="none")


def part():
    words = TEXT.split()
    start = rng.randrange(len(words) - 4)
    return " ".join(words[start : start + rng.randint(3, 12)])


def decoder():
    model = hf.AutoModelForCausalLM.from_pretrained(f"{folder}/gpt2-words").eval()
    tokenizer = hf.AutoTokenizer.from_pretrained(f"{folder}/gpt2-words")
    for length, stride in [(None, None), (20, 7), (32, 16), (24, 24), (9, 1)]:
        for text in [part(), TEXT]:
            ids = tokenizer(text, return_tensors="pt").input_ids[0]
            longest = length or 128
            step = stride or longest // 2
            found, end_before = [], 1
            for begin in range(0, len(ids), step):
                end = min(begin + longest, len(ids))
                with torch.no_grad():
                    logits = model(ids[None, begin:end]).logits[0]
                first = max(end_before, begin + 1)
                if first < end:
                    found += costs(logits[first - begin - 1 : -1], ids[first:end]).tolist()
                end_before = max(end_before, end)
                if end == len(ids):
                    break
            options = {"windowLength": length, "stride": stride} if length else {}
            cases.append({"model": "gpt2-words", "text": text, "options": options, "nats": found})


def encoder_decoder(name):
    model = hf.AutoModelForSeq2SeqLM.from_pretrained(f"{folder}/{name}").eval()
    tokenizer = hf.AutoTokenizer.from_pretrained(f"{folder}/{name}")
    for _ in range(4):
        source, target = part(), part()
        given, labels = tokenizer(source, return_tensors="pt"), tokenizer(target, return_tensors="pt").input_ids
        with torch.no_grad():
            logits = model(**given, labels=labels).logits[0]
        text = {"source": source, "target": target}
        cases.append({"model": name, "text": text, "options": {}, "nats": costs(logits, labels[0]).tolist()})


decoder()
for name in ["t5-words", "bart-words"]:
    encoder_decoder(name)
for case in cases:
    case["nats"] = [float(f"{one:.7g}") for one in case["nats"]]
with open(out, "w") as file:
    json.dump(cases, file, indent=1, ensure_ascii=False)
