"""Tiny models, and what transformers' pipelines make of texts on them.

    python3 generate-pipelines.py OUT SEED

OUT gets a folder for each model, and cases.json: { model, task, input, options, result }. Of the tasks that transformers 5 has
no pipeline for, the results are what its version 4 made of the same models, written down below.
"""
import json
import os
import random
import sys

import numpy as np
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



def masked(mask, count=1):
    words = sentence().split()
    for place in rng.sample(range(len(words)), count):
        words[place] = mask
    return " ".join(words) + "."


def fill_mask():
    for model, mask in [("bert-mask", "[MASK]"), ("roberta-mask", "<mask>")]:
        run(model, "fill-mask", masked(mask))
        run(model, "fill-mask", masked(mask), top_k=2)
        run(model, "fill-mask", masked(mask, 2), top_k=3)
        run(model, "fill-mask", masked(mask), targets=["whale", "the", "a", "zebra"], top_k=10)
        run(model, "fill-mask", masked(mask), targets="boats")
        run(model, "fill-mask", [masked(mask), f"The {mask}.", masked(mask)], top_k=1)


def token_classification():
    for model in ["bert-tags", "roberta-tags"]:
        for strategy in ["none", "simple", "first", "average", "max"]:
            run(model, "token-classification", sentence() + ", 🐋 Ça " + sentence(), aggregation_strategy=strategy)
            run(model, "token-classification", [sentence(), "Boats!"], aggregation_strategy=strategy, ignore_labels=[])
        for strategy in ["simple", "first"]:
            long = " ".join(rng.sample(CORPUS[:7], 3))
            run(model, "token-classification", long, aggregation_strategy=strategy, stride=rng.randint(4, 20))
        run(model, "token-classification", " ".join(CORPUS[:3]), aggregation_strategy="simple")
    words = sentence().split()
    run("bert-tags", "token-classification", [words], is_split_into_words=True, aggregation_strategy="first")
    run("bert-tags", "token-classification", [words], is_split_into_words=True, delimiter="__")


def zero_shot():
    names = ["boats", "weather", "food", "music", "politics"]
    for model in ["bert-labels", "roberta-labels", "bert-several"]:
        run(model, "zero-shot-classification", sentence(), candidate_labels=names)
        run(model, "zero-shot-classification", sentence(), candidate_labels=names[:3], multi_label=True)
        run(model, "zero-shot-classification", sentence(), candidate_labels=names[:1])
        run(model, "zero-shot-classification", [sentence(), sentence()], candidate_labels="boats, rain,food", hypothesis_template="{}: that is it.")
    run("bert-labels", "zero-shot-classification", " ".join(CORPUS[:3]), candidate_labels=names)


def spans(model, tokenizer, question, context, top_k=1, max_answer_len=15, handle_impossible_answer=False, max_seq_len=None, doc_stride=None, align_to_words=True):
    """What version 4's pipeline does, in numpy."""
    longest = max_seq_len or min(tokenizer.model_max_length, 384)
    stride = min(longest // 2, 128) if doc_stride is None else doc_stride
    encoded = tokenizer(
        question, context, truncation="only_second", max_length=longest, stride=stride, return_overflowing_tokens=True,
        return_offsets_mapping=True, return_token_type_ids="token_type_ids" in tokenizer.model_input_names,
    )
    answers, none = [], 1000000.0
    for i, ids in enumerate(encoded["input_ids"]):
        given = {name: torch.tensor([encoded[name][i]]) for name in tokenizer.model_input_names}
        with torch.no_grad():
            out = model(**given)
        of_context = np.array([one == 1 for one in encoded.sequence_ids(i)])
        allowed = of_context | (np.array(ids) == tokenizer.cls_token_id)
        start, end = (np.where(allowed, one[0].double().numpy(), -10000.0) for one in (out.start_logits, out.end_logits))
        start, end = (np.exp(one - one.max()) / np.exp(one - one.max()).sum() for one in (start, end))
        none = min(none, start[0] * end[0])
        start[0] = end[0] = 0
        table = np.tril(np.triu(np.outer(start, end)), max_answer_len - 1)
        best = np.argsort(-table.flatten(), kind="stable")[: top_k * 2 + 10 if align_to_words else top_k]
        for s, e in zip(*np.unravel_index(best, table.shape)):
            if not (allowed[s] and allowed[e]):
                continue
            words = encoded.token_to_word(i, int(s)), encoded.token_to_word(i, int(e))
            if align_to_words and None not in words:
                first = encoded.word_to_chars(i, words[0], sequence_index=1).start
                last = encoded.word_to_chars(i, words[1], sequence_index=1).end
            else:
                first, last = encoded["offset_mapping"][i][s][0], encoded["offset_mapping"][i][e][1]
            text = context[first:last]
            same = next((one for one in answers if one["answer"].lower() == text.lower()), None)
            if same:
                same["score"] += table[s, e]
            else:
                answers.append({"score": table[s, e], "start": first, "end": last, "answer": text})
    if handle_impossible_answer:
        answers.append({"score": none, "start": 0, "end": 0, "answer": ""})
    answers = sorted(answers, key=lambda one: one["score"], reverse=True)[:top_k]
    return answers[0] if top_k == 1 else answers


def question_answering():
    for name in ["bert-answers", "roberta-answers"]:
        model, tokenizer = opened[name]
        for options in [{}, {"top_k": 3}, {"max_answer_len": 2}, {"handle_impossible_answer": True, "top_k": 4}, {"align_to_words": False}, {"doc_stride": 5, "max_seq_len": 40}]:
            for context in [sentence() + ". 🐋 " + sentence() + ".", " ".join(rng.sample(CORPUS[:7], 3))]:
                question = rng.choice(["Who painted the door?", "Where does Captain Okoye sleep?"])
                given = {"question": question, "context": context}
                note(name, "question-answering", given, options, spans(model, tokenizer, **given, **options))


def pooled(hidden, mask, pooling):
    weights = mask.unsqueeze(-1).float()
    counts = torch.cumsum(weights, 1) * weights
    return {
        "mean": lambda: (hidden * weights).sum(1) / weights.sum(1),
        "cls": lambda: hidden[:, 0],
        "max": lambda: torch.where(weights > 0, hidden, torch.tensor(-1e9)).max(1).values,
        "lastToken": lambda: hidden[torch.arange(len(hidden)), mask.sum(1) - 1],
        "meanSqrtLength": lambda: (hidden * weights).sum(1) / weights.sum(1).sqrt(),
        "weightedMean": lambda: (hidden * counts).sum(1) / counts.sum(1),
    }[pooling]()


def vectors(name, texts, pooling, normalize=False):
    folder = os.path.join(out, name)
    model, tokenizer = hf.AutoModel.from_pretrained(folder).eval(), opened[name][1]
    model = model.encoder if model.config.is_encoder_decoder else model
    found = []
    for text in texts:
        given = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            hidden = model(**given).last_hidden_state
        one = pooled(hidden, given["attention_mask"], pooling)
        found.append(torch.nn.functional.normalize(one)[0] if normalize else one[0])
    return found


def features():
    for name in ["bert-states", "bert-labels", "gpt2-words"]:
        run(name, "feature-extraction", sentence())
        run(name, "feature-extraction", [sentence(), "Boats."])
    for name in ["bert-states", "gpt2-words", "t5-words", "bart-words"]:
        for pooling in ["mean", "cls", "max", "lastToken", "meanSqrtLength", "weightedMean"]:
            texts = [sentence(), "Boats.", sentence()]
            for normalize in [False, True]:
                found = [one.tolist() for one in vectors(name, texts, pooling, normalize)]
                note(name, "feature-extraction", texts, {"pooling": pooling, "normalize": normalize}, found)
        texts = [sentence(), sentence(), "Boats."]
        source, *others = vectors(name, texts, "mean", True)
        note(name, "sentence-similarity", {"source_sentence": texts[0], "sentences": texts[1:]}, {}, [float(source @ one) for one in others])


def text_generation():
    greedy = {"do_sample": False, "max_new_tokens": 12}
    run("gpt2-words", "text-generation", sentence(), **greedy)
    run("gpt2-words", "text-generation", sentence(), return_full_text=False, **greedy)
    run("gpt2-words", "text-generation", [sentence(), "The", sentence()], **greedy)
    run("gpt2-words", "text-generation", sentence(), prefix="Boats: ", **greedy)
    run("gpt2-words", "text-generation", sentence(), return_tensors=True, **greedy)
    run("gpt2-words", "text-generation", sentence(), skip_special_tokens=False, **greedy)
    run("gpt2-words", "text-generation", sentence(), do_sample=False, max_new_tokens=9, num_beams=3, num_return_sequences=2)
    run("gpt2-words", "text-generation", sentence(), do_sample=False, max_new_tokens=9, repetition_penalty=1.4, no_repeat_ngram_size=2)
    run("gpt2-words", "text-generation", "", **greedy)
    chat = [{"role": "user", "content": sentence()}]
    run("gpt2-words", "text-generation", chat, **greedy)
    run("gpt2-words", "text-generation", chat, return_full_text=False, **greedy)
    run("gpt2-words", "text-generation", [chat, [{"role": "system", "content": "Boats."}, *chat]], **greedy)
    run("gpt2-words", "text-generation", [*chat, {"role": "assistant", "content": "The"}], **greedy)


def answer(name, task, key, text, options, prefix="", ids=None, **said):
    """What generate() gives, as version 4's pipelines decode it."""
    model, tokenizer = opened[name]
    given = tokenizer(prefix + text, return_tensors="pt")
    if ids:
        given["input_ids"] = torch.tensor([[ids.get(one, one) for one in given["input_ids"][0].tolist()]])
    sequences = model.generate(**given, do_sample=False, **options, **said)
    texts = tokenizer.batch_decode(sequences, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    note(name, task, text, {"do_sample": False, **options}, [{key: one} for one in texts])


def answering():
    for name in ["t5-words", "bart-words"]:
        for options in [{"max_new_tokens": 10}, {"max_new_tokens": 8, "num_beams": 3, "num_return_sequences": 2}, {"max_length": 7}]:
            answer(name, "text2text-generation", "generated_text", sentence(), options)
    own = opened["t5-words"][0].config.task_specific_params
    parameters = {key: value for key, value in own["summarization"].items() if key != "prefix"}
    answer("t5-words", "summarization", "summary_text", sentence(), {}, prefix="summarize: ", **parameters)
    answer("bart-words", "summarization", "summary_text", sentence(), {"max_new_tokens": 10, "min_new_tokens": 3})
    given = cases[-2]["input"], {"srcLang": "en", "tgtLang": "de"}
    answer("t5-words", "translation", "translation_text", given[0], {}, prefix="translate English to German: ", max_length=10, num_beams=1)
    cases[-1]["options"] |= given[1]
    tokenizer = opened["mbart-words"][1]
    ids = {code: tokenizer.convert_tokens_to_ids(code) for code in ["en_XX", "de_DE", "fr_XX"]}
    for source, target in [("en_XX", "de_DE"), ("fr_XX", "en_XX")]:
        answer("mbart-words", "translation", "translation_text", sentence(), {"max_new_tokens": 9, "decoder_start_token_id": 2}, ids={ids["en_XX"]: ids[source]}, forced_bos_token_id=ids[target])
        cases[-1]["options"] |= {"srcLang": source, "tgtLang": target}


for part in [text_classification, fill_mask, token_classification, zero_shot, question_answering, features, text_generation, answering]:
    part()


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.7g}")
    return plain(value.item()) if hasattr(value, "item") else value


with open(os.path.join(out, "cases.json"), "w") as file:
    json.dump(plain(cases), file, indent=1, ensure_ascii=False)
