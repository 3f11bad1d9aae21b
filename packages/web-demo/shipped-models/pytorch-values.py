"""What PyTorch computes at every node that the explorer shows of the models that come with it.

python3 pytorch-values.py NODES.json PUBLIC: NODES as pytorch-values.mjs writes it; reads PUBLIC/models/NAME, writes
PUBLIC/pytorch/NAME.safetensors, a tensor "module/role" for each node ("#1" behind the second of one name), with the
sentence, the ids and the versions among its metadata. Fails where a node has no value of PyTorch's.
"""

import importlib
import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

LOADERS = {
    "gpt2": transformers.GPT2LMHeadModel,
    "bert": transformers.BertForMaskedLM,
    "marian": transformers.MarianMTModel,
}

# The explorer's layers add the residual, or apply the activation, where they multiply: its "output" of these is what goes
# into the module that follows in PyTorch ("" is the block's own output).
FOLLOWED_BY = {
    ".attn.c_proj": ".ln_2",
    ".mlp.c_proj": "",
    ".mlp.c_fc": ".mlp.c_proj",
    ".attention.output.dense": ".attention.output.LayerNorm",
    ".intermediate.dense": ".output.dense",
    ".output.dense": ".output.LayerNorm",
    ".transform.dense": ".transform.LayerNorm",
    ".self_attn.out_proj": ".self_attn_layer_norm",
    ".encoder_attn.out_proj": ".encoder_attn_layer_norm",
    ".fc1": ".fc2",
    ".fc2": ".final_layer_norm",
}


class Recorder:
    """Inputs and outputs of every module, and what happens inside of attention, in the order of the pass."""

    def __init__(self, model):
        self.inputs, self.outputs, self.attention = {}, {}, {}
        self.names = {module: name for name, module in model.named_modules()}
        # Modules that share a weight are one in the explorer: Marian's table of both sides is model.shared.
        tables = {}
        for name, module in model.named_modules():
            weight = getattr(module, "weight", None) if isinstance(module, torch.nn.Embedding) else None
            own = name if weight is None else tables.setdefault(weight.data_ptr(), name)
            module.register_forward_hook(self.keep(own))
        source = importlib.import_module(type(model).__module__)
        source.eager_attention_forward = self.attend

    def keep(self, name):
        def hook(module, given, output):
            if given and torch.is_tensor(given[0]):
                self.inputs.setdefault(name, []).append(given[0])
            first = output if torch.is_tensor(output) else output[0]
            if torch.is_tensor(first):
                self.outputs.setdefault(name, []).append(first)

        return hook

    def attend(self, module, query, key, value, attention_mask, scaling=None, dropout=0.0, **_):
        """Attention as transformers' eager form computes it, with its parts kept."""
        scale = query.size(-1) ** -0.5 if scaling is None else scaling
        scores = query @ key.transpose(2, 3) * scale
        if attention_mask is not None:
            scores = scores + attention_mask[:, :, :, : key.shape[-2]]
        weights = scores.softmax(-1)
        heads = weights @ value
        if attention_mask is not None:  # hidden ones get the lowest number there is: shown as what is meant
            scores = scores.masked_fill(scores <= torch.finfo(scores.dtype).min / 2, -torch.inf)
        name = self.names[module].removesuffix(".self")  # BERT's attention has its projections in a module of its own
        self.attention[name] = {"q": query, "k": key, "v": value, "scores": scores, "weights": weights, "headOutput": heads}
        return heads.transpose(1, 2).contiguous(), weights

    def value(self, module, role, turn):
        """The value of a node, or None."""
        outputs, inputs = self.outputs.get(module, []), self.inputs.get(module, [])
        if role in ("q", "k", "v", "scores", "weights", "headOutput"):
            return self.attention.get(module, {}).get(role)
        if role == "ids":
            return inputs[turn]
        if role == "concatenated":
            return self.input_of(module, ("c_proj", "output.dense", "out_proj"))
        if role == "activated":
            return self.input_of(module, ("c_proj", "output.dense", "fc2"))
        if role == "embedded":
            return self.input_of(module, ("drop", "dropout", "layers.0"))
        if role == "positions":
            return self.output_of(module, ("wpe", "position_embeddings"))
        if role == "hidden":
            return self.output_of(module, ("encoder",))
        if role == "logits":
            return self.output_of(module, ("lm_head", "decoder"))
        for part, follower in FOLLOWED_BY.items():
            if module.endswith(part):
                block = module.removesuffix(part)
                return self.inputs[block + follower][-1] if follower else self.outputs[block][-1]
        return outputs[turn] if turn < len(outputs) else None

    def input_of(self, module, parts):
        return next((self.inputs[name][-1] for name in paths(module, parts) if name in self.inputs), None)

    def output_of(self, module, parts):
        return next((self.outputs[name][-1] for name in paths(module, parts) if name in self.outputs), None)


def paths(module, parts):
    return [f"{module}.{part}" if module else part for part in parts]


def values_of(folder, ids, target, nodes):
    kind = json.loads((folder / "config.json").read_text())["model_type"]
    model = LOADERS[kind].from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    recorder = Recorder(model)
    given = {"input_ids": torch.tensor([ids])}
    if target:
        given["decoder_input_ids"] = torch.tensor([target])
    with torch.no_grad():
        model(**given)
    values, turns = {}, {}
    for node in nodes:
        key = f"{node['module']}/{node['role']}"
        turn = turns[key] = turns.get(key, -1) + 1
        value = recorder.value(node["module"], node["role"], turn)
        if value is None:
            raise SystemExit(f"{folder.name}: {key} has no value of PyTorch's among {sorted(recorder.outputs)}")
        if value.numel() != torch.Size(node["shape"]).numel():
            raise SystemExit(f"{folder.name}: {key} is {list(value.shape)} in PyTorch, expected {node['shape']}")
        values[key if turn == 0 else f"{key}#{turn}"] = value.float().reshape(node["shape"]).clone().contiguous()
    return values


def main(nodes, public):
    (public / "pytorch").mkdir(exist_ok=True)
    for name, node in json.loads(nodes.read_text()).items():
        target = [node["start"], *node["more"]] if "start" in node else []
        values = values_of(public / "models" / name, node["ids"], target, node["tensors"])
        metadata = {
            "text": node["text"],
            "ids": json.dumps(node["ids"]),
            "more": json.dumps(node["more"]),
            "order": json.dumps(list(values)),
            "torch": torch.__version__.split("+")[0],
            "transformers": transformers.__version__,
        }
        save_file(values, public / "pytorch" / f"{name}.safetensors", metadata)
        print(name, len(values), "tensors")


main(Path(sys.argv[1]), Path(sys.argv[2]))
