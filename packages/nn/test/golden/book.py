"""How golden values are stored: NAME.json with the cases, NAME.safetensors with their tensors."""
import json, os
import torch
from safetensors.torch import save_file


class Book:
    def __init__(self, name, out, seed):
        self.name, self.out, self.seed, self.tensors, self.cases = name, out, seed, {}, []

    def put(self, case, role, key, t):
        full = f"{case}/{role}/{key}"
        t = t.detach()
        if t.dtype == torch.bool:
            t = t.to(torch.uint8)
        if t.dtype == torch.float64:
            t = t.float()
        self.tensors[full] = t.clone().contiguous()
        return full

    def add(self, case, op, attrs, inputs, outputs, grads=None, upstream=None, params=None):
        rec = {"name": case, "op": op, "attrs": attrs, "inputs": {}, "outputs": {}, "grads": {}, "upstream": {}, "params": {}}
        for role, d in (("inputs", inputs), ("outputs", outputs), ("grads", grads or {}), ("upstream", upstream or {}), ("params", params or {})):
            for k, t in d.items():
                rec[role][k] = self.put(case, role, k, t)
        self.cases.append(rec)

    def save(self):
        save_file(self.tensors, os.path.join(self.out, self.name + ".safetensors"))
        json.dump({"torch": torch.__version__, "seed": self.seed, "cases": self.cases}, open(os.path.join(self.out, self.name + ".json"), "w"), indent=1)
        print(self.name, len(self.cases), "cases", sum(t.numel() for t in self.tensors.values()), "values")
