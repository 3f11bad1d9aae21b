"""Prints the names that PyTorch offers, as torch-names.json holds them: python3 torch-names.py > torch-names.json"""
import json

import torch
import torch.utils.checkpoint
import torch.utils.data

namespaces = {
    "torch": torch,
    "torch.Tensor": torch.Tensor,
    "torch.nn": torch.nn,
    "torch.nn.functional": torch.nn.functional,
    "torch.nn.utils": torch.nn.utils,
    "torch.optim": torch.optim,
    "torch.optim.lr_scheduler": torch.optim.lr_scheduler,
    "torch.utils.checkpoint": torch.utils.checkpoint,
    "torch.utils.data": torch.utils.data,
}
public = {name: [n for n in dir(space) if not n.startswith("_")] for name, space in namespaces.items()}
print(json.dumps({"version": torch.__version__.split("+")[0], "names": public}, indent=1))
