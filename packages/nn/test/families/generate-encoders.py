"""Tiny encoders of every family: python3 generate-encoders.py FOLDER [SEED [FAMILY]], random sizes and options with a seed."""
import json
import os
import random
import sys

import torch
import transformers as t
from golden_model import save_golden, stir
from safetensors.torch import save_file

folder, *rest = sys.argv[1:]
seed = int(rest[0]) if rest else None
choice = random.Random(seed)
pick = lambda usual, *others: usual if seed is None else choice.choice([usual, *others])
activations = ("relu", "gelu_new", "silu", "gelu_fast", "gelu_pytorch_tanh", "gelu_python")


def sizes(**more):
    heads = pick(2, 4, 3)
    return dict(
        vocab_size=pick(31, 67), hidden_size=heads * pick(8, 4, 10), intermediate_size=pick(12, 33), num_hidden_layers=pick(1, 2, 3),
        num_attention_heads=heads, max_position_embeddings=pick(20, 31), initializer_range=0.3, layer_norm_eps=pick(1e-5, 1e-12, 1e-2),
        hidden_act=pick("gelu", *activations), tie_word_embeddings=pick(True, False), **more,
    )  # fmt: skip


def labels():
    return pick({"num_labels": 3}, {}, {"num_labels": 1}, {"id2label": {0: "no", 1: "yes", 2: "maybe", 3: "never"}})


def bert():
    return t.BertConfig(**sizes(type_vocab_size=pick(2, 3, 1), pad_token_id=pick(0, None, 5), classifier_dropout=pick(None, 0.3)))


def roberta():
    return t.RobertaConfig(**sizes(type_vocab_size=pick(1, 2), pad_token_id=pick(1, 0, 3)))


def xlm_roberta():
    return t.XLMRobertaConfig(**sizes(type_vocab_size=pick(1, 2), pad_token_id=1))


def mpnet():
    return t.MPNetConfig(**sizes(relative_attention_num_buckets=pick(32, 40), pad_token_id=1))


def distilbert():
    s = sizes()
    return t.DistilBertConfig(
        vocab_size=s["vocab_size"], dim=s["hidden_size"], hidden_dim=s["intermediate_size"], n_layers=s["num_hidden_layers"], n_heads=s["num_attention_heads"],
        max_position_embeddings=s["max_position_embeddings"], activation=s["hidden_act"], initializer_range=0.3, sinusoidal_pos_embds=pick(False, True),
        tie_word_embeddings=s["tie_word_embeddings"],
    )  # fmt: skip


def modernbert():
    s = sizes()
    s.pop("hidden_act"), s.pop("layer_norm_eps")
    heads = s["num_attention_heads"]
    return t.ModernBertConfig(
        **{**s, "num_hidden_layers": pick(3, 4, 2), "hidden_size": heads * pick(8, 4)}, hidden_activation=pick("gelu", *activations), norm_eps=pick(1e-5, 1e-2),
        pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2, local_attention=pick(6, 4, 8, 5), norm_bias=pick(False, True),
        attention_bias=pick(False, True), mlp_bias=pick(False, True), decoder_bias=pick(True, False), classifier_bias=pick(False, True),
        classifier_pooling=pick("mean", "cls"), classifier_activation=pick("gelu", *activations), global_attn_every_n_layers=pick(3, 2),
        rope_parameters={kind: {"rope_type": "default", "rope_theta": theta} for kind, theta in (("full_attention", pick(160000.0, 1000.0)), ("sliding_attention", pick(10000.0, 100.0)))},
    )  # fmt: skip


def config_of_4(path):
    """As published for transformers 4."""
    with open(path) as file:
        config = json.load(file)
    config["torch_dtype"] = config.pop("dtype", "float32")
    if config["model_type"] == "modernbert":
        rope = config.pop("rope_parameters")
        config["global_rope_theta"] = rope["full_attention"]["rope_theta"]
        config["local_rope_theta"] = rope["sliding_attention"]["rope_theta"]
        config.pop("layer_types")
    else:
        config |= {"position_embedding_type": "absolute", "gradient_checkpointing": False}
    with open(path, "w") as file:
        json.dump(config, file, indent=1)


modes = ["cls_token", "max_tokens", "mean_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"]


class SentenceModel(torch.nn.Module):
    """What sentence-transformers puts behind an encoder: pooling, perhaps a dense layer, perhaps a length of one."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        width = getattr(encoder.config, "hidden_size")
        self.modes = pick(["mean_tokens"], ["cls_token"], ["max_tokens"], ["mean_sqrt_len_tokens"], ["weightedmean_tokens"], ["lasttoken"], modes)
        self.dense = pick(torch.nn.Linear(width * len(self.modes), 12), None, torch.nn.Linear(width * len(self.modes), 5, bias=False))
        self.activation = pick("Tanh", "ReLU", "Sigmoid", "GELU", "Identity")
        self.normalize = pick(True, False)

    def pooled(self, x, mask):
        m = mask[..., None].float()
        t = torch.arange(1, x.shape[1] + 1)[None, :, None].float()
        last = mask.shape[1] - 1 - mask.flip(1).argmax(1)
        return {
            "cls_token": x[:, 0], "max_tokens": x.masked_fill(m == 0, -1e9).max(1).values, "mean_tokens": (x * m).sum(1) / m.sum(1),
            "mean_sqrt_len_tokens": (x * m).sum(1) / m.sum(1).sqrt(), "weightedmean_tokens": (x * m * t).sum(1) / (m * t).sum(1),
            "lasttoken": x[torch.arange(len(x)), last],
        }  # fmt: skip

    def forward(self, **inputs):
        given = self.encoder(**inputs)
        mask = inputs.get("attention_mask", torch.ones_like(inputs["input_ids"]))
        pooled = self.pooled(given["last_hidden_state"], mask)
        y = torch.cat([pooled[mode] for mode in modes if mode in self.modes], 1)
        if self.dense:
            y = getattr(torch.nn, self.activation)()(self.dense(y))
        if self.normalize:
            y = torch.nn.functional.normalize(y, dim=1)
        return {**given, "sentence_embedding": y}

    def save_pretrained(self, folder):
        self.encoder.save_pretrained(folder)
        listed = ["Transformer", "Pooling"] + ["Dense"] * (self.dense is not None) + ["Normalize"] * self.normalize
        paths = [f"{i}_{kind}" if i else "" for i, kind in enumerate(listed)]
        write = lambda name, value: json.dump(value, open(f"{folder}/{name}", "w"), indent=1)
        write("modules.json", [{"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"} for i, (kind, path) in enumerate(zip(listed, paths))])
        for path in paths[1:]:
            os.makedirs(f"{folder}/{path}", exist_ok=True)
        write("1_Pooling/config.json", {"word_embedding_dimension": self.encoder.config.hidden_size, **{f"pooling_mode_{mode}": mode in self.modes for mode in modes}})
        if self.dense:
            place = "torch.nn.modules.linear" if self.activation == "Identity" else "torch.nn.modules.activation"
            write("2_Dense/config.json", {"in_features": self.dense.in_features, "out_features": self.dense.out_features, "bias": self.dense.bias is not None, "activation_function": f"{place}.{self.activation}"})
            save_file({f"linear.{name}": value for name, value in self.dense.state_dict().items()}, f"{folder}/2_Dense/model.safetensors")


outputs = {
    "Sentence": ["last_hidden_state", "sentence_embedding"],
    "Model": ["last_hidden_state", "pooler_output"],
    "ForMaskedLM": ["logits"],
    "ForSequenceClassification": ["logits"],
    "ForTokenClassification": ["logits"],
    "ForMultipleChoice": ["logits"],
    "ForQuestionAnswering": ["start_logits", "end_logits"],
    "ForNextSentencePrediction": ["logits"],
    "ForPreTraining": ["prediction_logits", "seq_relationship_logits"],
}
only = rest[1:]
for make in (bert, distilbert, roberta, xlm_roberta, mpnet, modernbert):
    if only and make.__name__ not in only:
        continue
    for kind, names in outputs.items():
        torch.manual_seed(seed or 0)
        choice.seed(f"{seed} {make.__name__} {kind}")
        config = make()
        prefix = type(config).__name__.replace("Config", "")
        cls = getattr(t, prefix + kind.replace("Sentence", "Model"), None)
        if cls is None or (seed is None and make in (distilbert, roberta, mpnet) and kind in ("ForTokenClassification", "ForQuestionAnswering", "ForMultipleChoice")):
            continue
        if kind == "Sentence" and (make not in (bert, mpnet, distilbert) or seed is None and make is not mpnet):
            continue
        if seed is None and make is xlm_roberta and kind != "ForMaskedLM":
            continue  # RoBERTa's by another name
        if make is xlm_roberta and kind == "ForMultipleChoice":
            continue  # the class of 5.12 has no pooler, and falls over it
        if "Classification" in kind:
            for name, value in labels().items():
                setattr(config, name, value)
        config._attn_implementation = "eager"
        model = cls(config)
        if kind == "Sentence":
            model = SentenceModel(model)
        stir(model)
        padding = 1 if make is mpnet else config.pad_token_id or 0
        batch, tokens = pick(2, 1, 3), pick(11, 7, 17)
        ids = torch.randint(6, config.vocab_size, (batch, tokens))
        ids[0, 2] = padding if pick(False, True) else ids[0, 2]
        inputs = {"input_ids": ids}
        if pick(True, True, False):
            mask = torch.ones_like(ids)
            mask[-1, -4:] = 0
            if pick(False, True):
                mask[0, :2] = 0
            inputs["attention_mask"] = mask
            ids[mask == 0] = padding
        types = getattr(config, "type_vocab_size", None)
        if types and pick(True, False):
            inputs["token_type_ids"] = torch.randint(0, types, ids.shape)
        if pick(False, False, True) and (make is not distilbert or kind != "ForMultipleChoice"):
            inputs["position_ids"] = torch.randint(0, 18, ids.shape)
        if kind == "ForMultipleChoice":
            choices = pick(3, 2, 4)
            inputs = {name: torch.stack([value.roll(i, 1) for i in range(choices)], 1) for name, value in inputs.items()}
        names = [name for name in names if name != "pooler_output" or prefix not in ("DistilBert", "ModernBert")]
        short = kind.replace("For", "-").replace("Sentence", "-sentence").replace("Model", "").lower()
        name = make.__name__ + short + ("" if seed is None else f"-{seed}")
        compare = "positions where attention_mask is 1" if "attention_mask" in inputs and kind != "ForMultipleChoice" else None
        save_golden(f"{folder}/{name}", model, inputs, names, compare=compare)
        if pick(False, True):
            config_of_4(f"{folder}/{name}/config.json")
        if os.path.exists(f"{folder}/{name}/generation_config.json"):
            os.remove(f"{folder}/{name}/generation_config.json")
