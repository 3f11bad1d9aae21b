"""What PyTorch prints of tensors and modules: python3 generate.py > printed.json"""
import json
import torch
from torch import nn

inf, nan = float("inf"), float("nan")
tensors = [
    torch.tensor(1.5), torch.tensor(1e-7), torch.tensor(inf), torch.tensor([nan]),
    torch.tensor([1.0, 2.0, -3.0]), torch.tensor([1.0, 2.5, nan, inf]), torch.tensor([]),
    torch.zeros(2, 0, 3), torch.arange(24.0).reshape(2, 3, 4), torch.tensor([1e-5, 1.0]),
    torch.tensor([1e10, 1.5]), torch.tensor([1e9, 2.0]), torch.tensor([0.0, 0.0]),
    torch.tensor([inf, 1.0]), torch.tensor([-0.0, 1.5]), torch.tensor([123456.0, 1.0]),
    torch.tensor([99999.5, 100.0]), torch.tensor([1000.5, 1.0]), torch.tensor([[[1.25]]]),
    torch.arange(40.0) / 3, torch.arange(2000.0), torch.arange(3000.0).reshape(30, 100) / 7,
    torch.tensor([[1, 2], [30, -4]]).int(), torch.arange(30).int(), torch.tensor(3).int(),
    torch.arange(2000).reshape(2, 1000).int(), torch.arange(1200.0).reshape(2, 2, 300),
]
modules = {
    "new Linear(5, 3)": nn.Linear(5, 3),
    "new Linear(5, 3, { bias: false })": nn.Linear(5, 3, bias=False),
    "new Embedding(3, 2)": nn.Embedding(3, 2),
    "new Embedding(3, 2, { paddingIdx: 0 })": nn.Embedding(3, 2, padding_idx=0),
    "new Conv1d(3, 2, 1)": nn.Conv1d(3, 2, 1),
    "new Conv1d(3, 2, 3, { padding: 'same' })": nn.Conv1d(3, 2, 3, padding="same"),
    "new Conv2d(2, 4, [3, 1], { stride: 2, padding: 1, dilation: 2, groups: 2, bias: false })":
        nn.Conv2d(2, 4, (3, 1), stride=2, padding=1, dilation=2, groups=2, bias=False),
    "new LayerNorm(5)": nn.LayerNorm(5),
    "new LayerNorm([2, 5], { elementwiseAffine: false })": nn.LayerNorm([2, 5], elementwise_affine=False),
    "new RMSNorm(5)": nn.RMSNorm(5),
    "new RMSNorm(5, { eps: 1e-6 })": nn.RMSNorm(5, eps=1e-6),
    "new GroupNorm(2, 4)": nn.GroupNorm(2, 4),
    "new BatchNorm1d(3)": nn.BatchNorm1d(3),
    "new BatchNorm2d(3, { affine: false, momentum: null })": nn.BatchNorm2d(3, affine=False, momentum=None),
    "new Dropout(0.5)": nn.Dropout(0.5),
    "new GELU()": nn.GELU(),
    "new GELU({ approximate: 'tanh' })": nn.GELU("tanh"),
    "new ReLU()": nn.ReLU(),
    "new Softmax(1)": nn.Softmax(1),
    "new LogSoftmax(-1)": nn.LogSoftmax(-1),
    "new Flatten()": nn.Flatten(),
    "new MaxPool2d(2)": nn.MaxPool2d(2),
    "new AvgPool2d(2)": nn.AvgPool2d(2),
    "new Softplus()": nn.Softplus(),
    "new Identity()": nn.Identity(),
    "new MSELoss()": nn.MSELoss(),
    "new Sequential(new Linear(2, 2), new Sequential(new ReLU(), new Tanh()))":
        nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Tanh())),
    "new ModuleList([new Linear(2, 2), new Linear(2, 2), new ReLU()])":
        nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU()]),
    "new ModuleDict({ x: new ReLU() })": nn.ModuleDict({"x": nn.ReLU()}),
}


def described(tensor):
    return {
        "shape": list(tensor.shape),
        "dtype": "int32" if tensor.dtype == torch.int32 else "float32",
        "values": [str(value) for value in tensor.flatten().tolist()],
        "printed": repr(tensor),
    }


print(json.dumps({
    "tensors": [described(tensor) for tensor in tensors],
    "modules": {code: repr(module) for code, module in modules.items()},
}, indent=1))
