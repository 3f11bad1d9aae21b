"""What the programs share that train a recipe of qkv in PyTorch."""

import argparse
import json
import time
from pathlib import Path

import torch
from safetensors.torch import load_file


def opened():
    """The folder, its twin.json, and the arguments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    twin = json.loads((given.folder / "twin.json").read_text())
    torch.set_num_threads(twin["threads"])
    torch.manual_seed(twin["settings"]["seed"])
    return given.folder, twin, given.data


def batches_in(folder):
    """What the model is given in each step: a list of dicts."""
    steps = {}
    for key, tensor in load_file(folder / "batches.safetensors").items():
        step, name = key.split(".", 1)
        steps.setdefault(int(step), {})[name] = tensor
    return [steps[step] for step in sorted(steps)]


class Average:
    """The exponential average of the parameters, as the recipes have it; without a decay the parameters themselves."""

    def __init__(self, model, decay):
        self.model, self.decay = model, decay
        self.values = None

    @torch.no_grad()
    def update(self):
        if not self.decay:
            return
        if self.values is None:
            self.values = [p.clone() for p in self.model.parameters()]
        else:
            torch._foreach_lerp_(self.values, list(self.model.parameters()), 1 - self.decay)

    @torch.no_grad()
    def swap_in(self):
        for p, value in zip(self.model.parameters(), self.values or []):
            p.copy_(value)


def train(model, batches, loss_of, twin):
    """AdamW along the rates of twin.json: losses by step, seconds by the clock and of the processor; the weights are the averaged ones then."""
    settings = twin["settings"]
    matrices = [p for p in model.parameters() if p.requires_grad and p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.requires_grad and p.ndim < 2]
    groups = [
        {"params": matrices, "weight_decay": settings["weightDecay"]},
        {"params": vectors, "weight_decay": 0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=settings["lr"], betas=(0.9, settings["beta2"]))
    average = Average(model, settings["averageDecay"])
    model.train()
    losses = []
    start, cpu = time.perf_counter(), time.process_time()
    for rate, batch in zip(twin["rates"], batches, strict=True):
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = loss_of(model, batch)
        loss.backward()
        if settings["gradClip"] > 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), settings["gradClip"])
        optimizer.step()
        average.update()
        losses.append(loss.item())
    trained = {
        "losses": losses,
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
    }
    average.swap_in()
    model.eval()
    return trained


def leave(folder, theirs):
    """theirs.json, for the table."""
    (folder / "theirs.json").write_text(json.dumps(theirs))
    print(f"{len(theirs['losses'])} steps in {theirs['seconds']:.1f} s, validation loss {theirs['loss']:.5f}")
