"""Scores by sacrebleu 2.6.0 for metrics.test.ts.

usage: python3 generate.py > sacrebleu.json
"""
import json
import random
import sys

from sacrebleu.metrics import BLEU, CHRF

random.seed(7)
WORDS = "the a cat dog sat on mat, quickly. \"Hello\" it's 3.5% $1,000 U.S.-based e-mail 10-12 (yes) naïve Ünïcode 東京 😀😀 &amp; &lt;b&gt; İstanbul ΣΑΣ".split(" ")


def line(n):
    return " ".join(random.choice(WORDS) for _ in range(n))


def altered(text):
    words = text.split(" ")
    for _ in range(random.randrange(4)):
        words[random.randrange(len(words))] = random.choice(WORDS)
    return " ".join(words[: random.randrange(1, len(words) + 1)])


refs = [[line(random.randrange(1, 15)) for _ in range(3)] for _ in range(8)]
texts = [
    {"hypotheses": [altered(r[0]) for r in refs], "references": [[r[0]] for r in refs]},
    {"hypotheses": [altered(r[1]) for r in refs], "references": refs},
    {"hypotheses": ["the cat sat on the mat"], "references": [["the cat sat on the mat"]]},
    {"hypotheses": [""], "references": [["the cat"]]},
    {"hypotheses": ["the cat"], "references": [[""]]},
    {"hypotheses": [""], "references": [[""]]},
    {"hypotheses": ["one two three four"], "references": [["five six seven eight"]]},
    {"hypotheses": ["the"], "references": [["the"]]},
    {"hypotheses": ["a b", "c"], "references": [["a b"], ["c d e"]]},
    {"hypotheses": ["tab\tand\x1cfile\x85separator\ufeffmark  \u3000"], "references": [["tab and file separator mark"]]},
    {"hypotheses": ["hyphen-\nated <skipped> &quot;line\nbreak&quot; 5-3 A.B, 1.5, x.9 -7"], "references": [["hyphenated \"line break\" 5 - 3 A . B , 1.5 , x.9 - 7"]]},
]
bleu_options = [
    {},
    {"lowercase": True},
    {"tokenize": "none"},
    {"tokenize": "char", "lowercase": True},
    {"smooth": "floor"},
    {"smooth": "add-k"},
    {"smooth": "add-k", "smoothValue": 0.5, "effectiveOrder": True},
    {"smooth": "none", "maxNgramOrder": 2},
    {"maxNgramOrder": 6},
]
chrf_options = [
    {},
    {"wordOrder": 2},
    {"wordOrder": 1, "beta": 3, "lowercase": True},
    {"whitespace": True, "charOrder": 4},
    {"epsSmoothing": True, "wordOrder": 2},
]
PYTHON = {"smooth": "smooth_method", "smoothValue": "smooth_value", "maxNgramOrder": "max_ngram_order", "effectiveOrder": "effective_order", "charOrder": "char_order", "wordOrder": "word_order", "epsSmoothing": "eps_smoothing"}


def named(options):
    return {PYTHON.get(k, k): v for k, v in options.items()}


def bleu(score):
    return {"score": score.score, "precisions": score.precisions, "brevityPenalty": score.bp, "hypothesisLength": score.sys_len, "referenceLength": score.ref_len}


for text in texts:
    hyp = text["hypotheses"]
    streams = [list(stream) for stream in zip(*text["references"])]
    text["bleu"] = [{"options": o, **bleu(BLEU(**named(o)).corpus_score(hyp, streams))} for o in bleu_options]
    text["sentences"] = [bleu(BLEU(effective_order=True).sentence_score(h, r)) for h, r in zip(hyp, text["references"])]
    text["chrf"] = [{"options": o, "score": CHRF(**named(o)).corpus_score(hyp, streams).score} for o in chrf_options]
json.dump(texts, sys.stdout, indent=1)
print()
