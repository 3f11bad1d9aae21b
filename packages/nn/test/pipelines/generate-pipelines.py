"""Tiny models, and what transformers' pipelines make of texts on them.

    python3 generate-pipelines.py OUT SEED

OUT gets a folder for each model, and cases.json: { model, task, input, options, result }. Of the tasks that transformers 5 has
no pipeline for, the results are what its version 4 made of the same models, written down below.
"""
import json
import os
import random
import sys

import torch
import transformers as hf
from tiny_models import CORPUS, save_all

out, seed = sys.argv[1], int(sys.argv[2])
rng = random.Random(seed)
torch.set_num_threads(1)
os.makedirs(out, exist_ok=True)
opened = save_all(out, seed)
cases = []
SENTENCES = sorted({part.strip() for line in CORPUS for part in line.replace("!", ".").replace("?", ".").split(".") if part.strip()})


def sentence():
    return rng.choice(SENTENCES)


def note(model, task, given, options, result):
    cases.append({"model": model, "task": task, "input": given, "options": options, "result": result})


def run(model, task, given, **options):
    folder = os.path.join(out, model)
    made = hf.pipeline(task, model=folder, tokenizer=folder, device="cpu")(given, **options)
    note(model, task, given, options, made)


def text_classification():
    for model in ["bert-labels", "bert-several", "bert-number", "roberta-labels", "distilbert-labels"]:
        run(model, "text-classification", sentence(), top_k=None)
        run(model, "text-classification", sentence(), top_k=2)
        run(model, "text-classification", [sentence(), "Boats.", sentence()], top_k=None)
    run("bert-labels", "text-classification", {"text": sentence(), "text_pair": sentence()}, top_k=None)
    for function in ["sigmoid", "softmax", "none"]:
        run("bert-labels", "text-classification", sentence(), top_k=None, function_to_apply=function)
    long = " ".join(CORPUS[:3])
    run("bert-labels", "text-classification", long, top_k=None, truncation=True)


text_classification()


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


with open(os.path.join(out, "cases.json"), "w") as file:
    json.dump(plain(cases), file, indent=1, ensure_ascii=False)
