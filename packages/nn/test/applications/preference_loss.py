"""Losses of preferences and their gradients by PyTorch, for preference-loss.test.ts:

    python3 preference_loss.py > preference-loss.json

The formulas are those of TRL's DPOTrainer: loss_type "sigmoid" with label_smoothing, and "ipo" with ln p a token.
"""

import json

import torch
import torch.nn.functional as F

torch.manual_seed(7)
PAIRS, TOKENS, VOCABULARY = 3, 5, 6
IGNORED = -100


def rounded(tensor):
    return (tensor * 1000).round() / 1000


policy = rounded(2 * torch.randn(2 * PAIRS, TOKENS, VOCABULARY)).double().requires_grad_()
reference = rounded(2 * torch.randn(2 * PAIRS, TOKENS, VOCABULARY)).double()
targets = torch.randint(0, VOCABULARY, (2 * PAIRS, TOKENS))
# Prompts of other lengths, and padding behind the shorter answers.
for row, (begin, end) in enumerate([(1, 5), (2, 4), (0, 5), (1, 3), (2, 5), (0, 2)]):
    targets[row, :begin] = IGNORED
    targets[row, end:] = IGNORED


def log_probabilities(logits):
    counted = targets != IGNORED
    own = logits.log_softmax(-1).gather(-1, targets.clamp(min=0)[..., None])[..., 0]
    return (own * counted).sum(-1), counted.sum(-1)


def loss_of(beta, smoothing, variant):
    (now, tokens), (before, _) = log_probabilities(policy), log_probabilities(reference)
    if variant == "ipo":
        now, before = now / tokens, before / tokens
    logits = (now[:PAIRS] - now[PAIRS:]) - (before[:PAIRS] - before[PAIRS:])
    if variant == "ipo":
        return ((logits - 1 / (2 * beta)) ** 2).mean()
    right = -F.logsigmoid(beta * logits) * (1 - smoothing)
    return (right - F.logsigmoid(-beta * logits) * smoothing).mean()


def divergence():
    """KL(policy || reference) over the tokens of the chosen answers, summed."""
    now, before = policy[:PAIRS].log_softmax(-1), reference[:PAIRS].log_softmax(-1)
    each = F.kl_div(before, now, reduction="none", log_target=True).sum(-1)
    return (each * (targets[:PAIRS] != IGNORED)).sum()


cases = []
for beta, smoothing, variant in [(0.1, 0, "sigmoid"), (0.7, 0.2, "sigmoid"), (0.3, 0, "ipo")]:
    loss = loss_of(beta, smoothing, variant)
    (gradient,) = torch.autograd.grad(loss, policy)
    cases.append(
        {
            "beta": beta,
            "labelSmoothing": smoothing,
            "variant": variant,
            "loss": loss.item(),
            "gradient": [float(f"{value:.9g}") for value in gradient.flatten().tolist()],
        }
    )

print(
    json.dumps(
        {
            "shape": list(policy.shape),
            "policy": [round(value, 3) for value in policy.flatten().tolist()],
            "reference": [round(value, 3) for value in reference.flatten().tolist()],
            "targets": targets.flatten().tolist(),
            "logProbabilities": log_probabilities(policy)[0].tolist(),
            "divergence": divergence().item(),
            "cases": cases,
        }
    )
)
