"""Values of nltk, transformers, scikit-learn and scipy for test/metrics/figures.test.ts: python3 figures.py > figures.json"""

import json
import random

import numpy as np
import scipy.linalg
import scipy.stats
import sklearn.metrics as m
from nltk.stem.porter import PorterStemmer
from transformers.models.whisper.english_normalizer import BasicTextNormalizer, EnglishTextNormalizer

random.seed(1)
np.random.seed(1)

beginnings = "s gl sky yy ab tr conf relat hopp fall plann siz troubl agr fe n dy l orat geo theo cont try enj pl ow".split()
suffixes = (
    "s es ies sses ied ed eed ing y ational tional enci anci izer abli bli alli entli eli ousli ization ation ator "
    "alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance ence er "
    "ic able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize e le ll ye ay"
).split()
words = [a + b for a in beginnings for b in suffixes] + ["dying", "skies", "news", "innings", "yyyyy", "as"]
words = random.sample(words, 500) + [a + b + c for a, b, c in zip(random.choices(beginnings, k=300), random.choices(suffixes, k=300), random.choices(suffixes, k=300))]
nltk, original = PorterStemmer(), PorterStemmer(PorterStemmer.ORIGINAL_ALGORITHM)
stems = [[word, nltk.stem(word), original.stem(word)] for word in words]

spoken = (
    "zero oh o one two five nine ten eleven nineteen ones sixes first second eighth nineth twelfth twenty forty ninety "
    "twenties fiftieth hundred thousand million billion hundreds thousandth minus plus dollars dollar cents pounds per "
    "cent percent and double triple point half a 1 0 7 20 300 3.0 2.50 0.5 1990s 3rd $5 £2.30 ¢7 1,000 1,2,3 100% ٣ and "
    "um it's they'd been mr. st won't café naïve [x] (y) co2 b12 ' 5' . .5 a.b æther ½ the"
).split()
texts = [" ".join(random.choices(spoken, k=random.randint(1, 9))) for _ in range(400)] + ["ｆｕｌｌ　ｗｉｄｔｈ", "a\x85b\ufeffc", "한국어 ไทย", "two and a half million, and a half"]
spelling = {"colour": "color", "the": "ze"}
basic, plain, english = BasicTextNormalizer(), BasicTextNormalizer(True, True), EnglishTextNormalizer(spelling)
transcripts = [[t, basic(t), plain(t), english(t)] for t in texts]

prf = lambda labels, predictions, average: list(
    map(float, m.precision_recall_fscore_support(labels, predictions, average=average, zero_division=0)[:3])
)
classes = []
for size, count in [(2, 9), (3, 30), (5, 8), (1, 4), (4, 40)]:
    labels = np.random.randint(0, size, count)
    predictions = np.random.randint(0, size, count)
    p = np.round(np.random.dirichlet([0.3] * max(size, 2), count), 1)
    p[:, -1] = 1 - p[:, :-1].sum(1).clip(0, 1)
    p = p.clip(0, 1)
    p[0] = 0
    p[0, -1] = 1
    scores = np.random.randint(0, 5, count) / 4
    binary = (labels > 0).astype(int)
    both = len(set(binary.tolist())) == 2
    one = {
        "labels": labels.tolist(),
        "predictions": predictions.tolist(),
        "accuracy": float(m.accuracy_score(labels, predictions)),
        "balancedAccuracy": float(np.mean([np.mean(predictions[labels == c] == c) for c in set(labels.tolist())])),
        "matthews": float(m.matthews_corrcoef(labels, predictions)),
        "kappa": float(m.cohen_kappa_score(labels, predictions)) if size > 1 else None,
        "confusion": m.confusion_matrix(labels, predictions).tolist(),
        "macro": prf(labels, predictions, "macro"),
        "micro": prf(labels, predictions, "micro"),
        "weighted": prf(labels, predictions, "weighted"),
        "probabilities": p.tolist(),
        "logLoss": float(m.log_loss(labels, p, labels=range(max(size, 2)))),
        "scores": scores.tolist(),
        "binary": binary.tolist(),
        "rocAuc": float(m.roc_auc_score(binary, scores)) if both else None,
        "averagePrecision": float(m.average_precision_score(binary, scores)) if both else None,
    }
    if size > 2:
        one["top2"] = float(m.top_k_accuracy_score(labels, p, k=2, labels=range(size)))
    classes.append(one)

series = []
for count, levels in [(3, 3), (50, 4), (200, 1000), (9, 2)]:
    x = np.random.randint(0, levels, count) - 1.0
    y = np.round(x + np.random.randint(0, levels, count) / 2, 2)
    series.append({
        "x": x.tolist(), "y": y.tolist(), "pearson": float(scipy.stats.pearsonr(x, y)[0]),
        "spearman": float(scipy.stats.spearmanr(x, y)[0]), "kendall": float(scipy.stats.kendalltau(x, y)[0]),
        "r2": float(m.r2_score(x, y)),
    })

distances = []
for na, nb, size, shift in [(40, 30, 5, 100.0), (6, 9, 12, 0.0), (5, 5, 1, 3.0), (300, 200, 24, 0.5)]:
    a = np.round(np.random.randn(na, size) @ np.random.randn(size, size), 2)
    b = np.round(np.random.randn(nb, size) + shift, 2)
    ca, cb = np.atleast_2d(np.cov(a.T)), np.atleast_2d(np.cov(b.T))
    w, v = np.linalg.eigh(ca)
    root = (v * np.sqrt(w.clip(0))) @ v.T
    trace = np.sqrt(np.linalg.eigvalsh(root @ cb @ root).clip(0)).sum()
    d = float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(ca) + np.trace(cb) - 2 * trace)
    if na < 100:
        distances.append({"size": size, "a": a.ravel().tolist(), "b": b.ravel().tolist(), "distance": d})

print(json.dumps({"stems": stems, "transcripts": transcripts, "classes": classes, "series": series, "distances": distances}, ensure_ascii=True))
