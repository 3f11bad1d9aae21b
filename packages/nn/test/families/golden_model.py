"""One golden model: what transformers saves, and what it computes. For the programs beside this one."""
import json
import os

import torch
from safetensors.torch import save_file

KEPT = 5_000_000  # bytes of a file at most: these are tiny models


def stir(model, deviation=0.1):
    """Norms and biases too are no longer ones and zeros."""
    for parameter in model.parameters():
        parameter.data += deviation * torch.randn_like(parameter)
    for name, buffer in model.named_buffers():
        if name.endswith(("running_mean", "running_var")):
            buffer += deviation * torch.rand_like(buffer)


def save_golden(folder, model, inputs, outputs, generate=(), as_of_4=False, compare=None, read=dict.__getitem__, **facts):
    """Write config.json, model.safetensors, expect.json and expect.safetensors; `generate` are (options, inputs)."""
    os.makedirs(folder, exist_ok=True)
    model = model.eval()
    model.save_pretrained(folder)
    if as_of_4:
        config_of_4(f"{folder}/config.json")
    with torch.no_grad():
        given = model(**inputs)
    tensors = {f"inputs/{name}": value for name, value in inputs.items()}
    named = {name: read(given, name) for name in outputs}
    tensors |= {f"outputs/{name}": value.float() for name, value in named.items()}
    records = []
    for i, (options, prompt) in enumerate(generate):
        with torch.no_grad():
            sequences = model.generate(**prompt, **options)
        tensors |= {f"generate/{i}/{name}": value for name, value in prompt.items()}
        tensors[f"generate/{i}/sequences"] = sequences
        records.append({"options": options, "inputs": list(prompt)})
    save_file({name: value.clone().contiguous() for name, value in tensors.items()}, f"{folder}/expect.safetensors")
    shapes = lambda named: {name: list(value.shape) for name, value in named.items()}
    expect = {"class": type(model).__name__, "inputs": shapes(inputs), "outputs": shapes(named), "generate": records}
    if compare:
        expect["compare"] = compare
    with open(f"{folder}/expect.json", "w") as file:
        json.dump(expect | facts, file, indent=1)


def config_of_4(path):
    """Put the rotations where transformers 4 had them."""
    with open(path) as file:
        config = json.load(file)
    rope = config.pop("rope_parameters", None)
    if rope and "rope_theta" in rope:
        kind = rope.pop("rope_type")
        theta, partial = rope.pop("rope_theta"), rope.pop("partial_rotary_factor", None)
        if config["model_type"] == "gpt_neox":
            config |= {"rotary_emb_base": theta, "rotary_pct": partial}
        else:
            config["rope_theta"] = theta
            if partial is not None:
                config["partial_rotary_factor"] = partial
        config["rope_scaling"] = None if kind == "default" else {"type": kind, **rope}
    config["torch_dtype"] = config.pop("dtype", "float32")
    with open(path, "w") as file:
        json.dump(config, file, indent=1)
