"""Go on with a training of qkv on PyTorch, in as many processes as there are:

    torchrun --nproc-per-node 2 train_torch.py          # DDP; --fsdp shards weights and moments
    qkv import DIR                                      # the folder of this file comes back

The folder is a model of Hugging Face's form, with AdamW's moments, the learning rates and the batches of the
steps to come. A batch is shared out among the processes; its loss is the mean over all of its tokens.
"""

import argparse
import contextlib
import json
import os
import signal
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch.distributed.tensor import DTensor, distribute_tensor
from torch.nn.parallel import DistributedDataParallel

IGNORED = -100  # the label of places that do not count
PENDING = ".new"  # files of a saving, until all of them are there


def arguments():
    parser = argparse.ArgumentParser(description="Go on with a training of qkv on PyTorch.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--steps", type=int, help="stop after this step; the run's own end unless given")
    parser.add_argument("--save-every", type=int, default=500, help="steps between savings; 500 unless given")
    parser.add_argument("--fsdp", action="store_true", help="shard weights, gradients and moments (FSDP2)")
    parser.add_argument("--bf16", action="store_true", help="compute in bfloat16, where it can be (autocast)")
    parser.add_argument("--device", choices=["cpu", "cuda"], help="cuda where there is one, unless given")
    return parser.parse_args()


def join_processes(name):
    """The device of this process, which torchrun has given a number."""
    local = int(os.environ.get("LOCAL_RANK", 0))
    device = torch.device("cuda", local) if name == "cuda" else torch.device("cpu")
    if name == "cuda":
        torch.cuda.set_device(device)
    backend = "cpu:gloo,cuda:nccl" if name == "cuda" else "gloo"
    os.environ.setdefault("USE_LIBUV", "0")  # which some builds lack, Debian's for one
    if "RANK" in os.environ:
        dist.init_process_group(backend)
    else:
        dist.init_process_group(backend, store=dist.HashStore(), rank=0, world_size=1)
    return device


def say(*words):
    if dist.get_rank() == 0:
        print(*words, flush=True)


# ---- the model ----


def load_model(folder, run):
    config = json.loads((folder / "config.json").read_text())
    if config["model_type"] == "qkv-seq2seq":
        from model import Seq2Seq

        model = Seq2Seq(config)
        model.load_state_dict(load_file(folder / "model.safetensors"))
    else:
        import transformers

        transformers.logging.set_verbosity_error()
        kind = {"decoder": "AutoModelForCausalLM", "encoder-decoder": "AutoModelForSeq2SeqLM"}[run["model"]]
        model = getattr(transformers, kind).from_pretrained(folder).float()
    if run["adapters"]:
        add_adapters(model, run["adapters"], load_file(folder / "adapter" / "adapter_model.safetensors"))
    return model


def add_adapters(model, adapters, weights):
    """Low-rank additions in front of weights (LoRA, arXiv:2106.09685), under PEFT's names."""
    weights = {name.removeprefix("base_model.model."): value for name, value in weights.items()}
    for one in adapters:
        module = model.get_submodule(one["path"])
        a, b = (weights.pop(f"{one['path']}.lora_{part}.weight") for part in "AB")
        module.lora_A = torch.nn.Linear(a.shape[1], a.shape[0], bias=False)
        module.lora_B = torch.nn.Linear(b.shape[1], b.shape[0], bias=False)
        module.lora_A.weight.data, module.lora_B.weight.data = a, b
        module.lora_dropout = torch.nn.Dropout(one["dropout"])
        module.register_forward_hook(addition(one["scaling"]))
    for name, value in weights.items():  # modules that learn whole beside the adapters
        model.get_parameter(name).data.copy_(value)


def addition(scaling):
    def add(module, inputs, output):
        return output + scaling * module.lora_B(module.lora_A(module.lora_dropout(inputs[0])))

    return add


def learning_parameters(model, run):
    """The parameters that the optimiser moves, by name; all others stand still."""
    named = dict(model.named_parameters(remove_duplicate=False))
    names = [name for group in run["groups"] for name in group["params"]]
    missing = [name for name in names if name not in named]
    if missing:
        raise SystemExit(f"the model has no {missing[0]}: this version of transformers names its parameters otherwise")
    for parameter in named.values():
        parameter.requires_grad_(False)
    for name in names:
        named[name].requires_grad_(True)
    return names


def shard(model):
    """FSDP2: each block by itself, and what is left together."""
    from torch.distributed.fsdp import fully_shard

    for module in reversed(list(model.modules())):  # inner blocks before outer ones
        if isinstance(module, torch.nn.ModuleList):
            for block in module:
                fully_shard(block)
    fully_shard(model)


def like(value, parameter):
    """A whole tensor as the parameter lies: on its device, sharded perhaps."""
    value = value.to(parameter.device)
    if isinstance(parameter, DTensor):
        return distribute_tensor(value, parameter.device_mesh, parameter.placements)
    return value


def whole(value):
    value = value.detach()
    return (value.full_tensor() if isinstance(value, DTensor) else value).cpu().contiguous()


# ---- the optimiser ----


def make_optimizer(folder, run, parameters):
    groups = [
        {key: value for key, value in group.items() if key != "lr_scale"}
        | {"params": [parameters[name] for name in group["params"]], "lr": 0.0}
        for group in run["groups"]
    ]
    optimizer = torch.optim.AdamW(groups)
    moments = load_file(folder / "optimizer.safetensors")
    for name, parameter in parameters.items():
        kept = {key: moments.get(f"{key}.{name}") for key in ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")}
        state = {key: like(value, parameter) for key, value in kept.items() if value is not None}
        if state:
            optimizer.state[parameter] = {"step": torch.tensor(float(run["parameter_steps"][name])), **state}
    return optimizer


# ---- the data ----


class Batches:
    """The batches of the steps to come; each process takes its share of the rows."""

    def __init__(self, folder, run, device):
        self.tensors = load_file(folder / "batches.safetensors")
        self.run, self.device = run, device

    def rows(self, step):
        """The rows of the batches whose gradients make a step, counted from 0."""
        count = self.run["batches_per_step"]
        first = (step - self.run["first_step"]) * count
        ends = self.tensors["batches"][first : first + count + 1].tolist()
        return [self.tensors["order"][begin:end].tolist() for begin, end in zip(ends, ends[1:])]

    def column(self, name, row):
        begin, end = self.tensors[name][row].tolist()
        return self.tensors["tokens"][begin:end].long()

    def labels_in(self, rows):
        return sum(int((self.column("labels", row) != IGNORED).sum()) for row in rows)

    def share(self, rows):
        """Padded tensors of this process's rows; without rows one that does not count."""
        own = rows[dist.get_rank() :: dist.get_world_size()]
        shown = own or rows[:1]
        fillers = {"input_ids": self.run["padding"], "decoder_input_ids": self.run["padding"], "labels": IGNORED}
        batch = {
            name: torch.nn.utils.rnn.pad_sequence(
                [self.column(name, row) for row in shown], batch_first=True, padding_value=filler
            ).to(self.device)
            for name, filler in fillers.items()
            if name in self.tensors
        }
        if not own:
            batch["labels"].fill_(IGNORED)
        if "decoder_input_ids" in batch:
            batch["attention_mask"] = (batch["input_ids"] != self.run["padding"]).long()
        return batch


def loss_of(model, batch, smoothing):
    """The sum over the tokens that count."""
    labels = batch.pop("labels")
    logits = model(**batch, use_cache=False).logits.float()
    return F.cross_entropy(
        logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, label_smoothing=smoothing, reduction="sum"
    )


# ---- training ----


class Training:
    def __init__(self, args):
        self.folder = args.folder
        self.device = join_processes(args.device or ("cuda" if torch.cuda.is_available() else "cpu"))
        if dist.get_rank() == 0:
            finish_saving(self.folder)
        dist.barrier()
        self.run = json.loads((self.folder / "run.json").read_text())
        self.model = load_model(self.folder, self.run).to(self.device)
        names = learning_parameters(self.model, self.run)
        if args.fsdp:
            shard(self.model)
        self.everything = dict(self.model.named_parameters(remove_duplicate=False))
        self.parameters = {name: self.everything[name] for name in names}
        self.optimizer = make_optimizer(self.folder, self.run, self.parameters)
        self.average = self.load_average()
        self.parallel = self.model if args.fsdp else DistributedDataParallel(self.model)
        self.batches = Batches(self.folder, self.run, self.device)
        self.precision = torch.autocast(self.device.type, torch.bfloat16, enabled=args.bf16)
        self.step = self.run["step"]
        self.end = min(args.steps or self.run["steps"], self.run["steps"])
        self.stopping = False

    def load_average(self):
        if self.run["average_decay"] is None:
            return {}
        kept = load_file(self.folder / "average.safetensors")
        return {name: like(value, self.everything[name]) for name, value in kept.items() if name in self.everything}

    def sum(self, value):
        total = torch.tensor(value, dtype=torch.float64)
        dist.all_reduce(total)
        return total.item()

    def loss_without_dropout(self):
        """Of the next step, by which two engines see that they compute the same; None behind the last."""
        if self.step >= self.run["steps"]:
            return None
        self.model.eval()
        rows = self.batches.rows(self.step)
        with torch.no_grad(), self.precision:
            nats = sum(
                loss_of(self.model, self.batches.share(some), self.run["label_smoothing"]).item() for some in rows
            )
        self.model.train()
        return self.sum(nats) / sum(map(self.batches.labels_in, rows))

    def train_step(self):
        rate = self.run["rates"][self.step - self.run["first_step"]]
        for group, own in zip(self.optimizer.param_groups, self.run["groups"]):
            group["lr"] = rate * own["lr_scale"]
        self.optimizer.zero_grad()
        rows = self.batches.rows(self.step)
        labels = sum(map(self.batches.labels_in, rows))
        nats = 0.0
        for number, some in enumerate(rows):
            last = number == len(rows) - 1
            waits = isinstance(self.parallel, DistributedDataParallel) and not last
            with self.parallel.no_sync() if waits else contextlib.nullcontext():
                with self.precision:
                    loss = loss_of(self.parallel, self.batches.share(some), self.run["label_smoothing"])
                # Gradients are averaged over processes, and here they are to be added.
                (loss * dist.get_world_size() / labels).backward()
            nats += loss.item()
        loss = self.sum(nats) / labels
        record = {"step": self.step + 1, "loss": loss, "learningRate": self.optimizer.param_groups[0]["lr"]}
        if loss != loss or loss in (float("inf"), float("-inf")):
            raise SystemExit(f"the loss of step {self.step + 1} is {loss}; nothing is saved of it. Lower the rate in qkv")
        if self.run["max_grad_norm"] is not None:
            norm = torch.nn.utils.clip_grad_norm_(self.parameters.values(), self.run["max_grad_norm"])
            record["gradNorm"] = whole(norm).item()
        self.optimizer.step()
        self.step += 1
        with torch.no_grad():
            for name, value in self.average.items():
                value.lerp_(self.everything[name], 1 - self.run["average_decay"])
        return record

    def asked_to_stop(self):
        """Whether any process was: all stop after the same step."""
        return self.sum(float(self.stopping)) > 0

    def save(self, history):
        """All files are written beside the old ones before any takes its name, run.json being the last."""
        steps = {
            name: int(self.optimizer.state[parameter]["step"])
            for name, parameter in self.parameters.items()
            if parameter in self.optimizer.state
        }
        self.run["parameter_steps"].update(steps)
        self.run.update(step=self.step, loss_without_dropout=self.loss_without_dropout())
        changed = {name: whole(parameter) for name, parameter in self.parameters.items()}
        moments = {
            f"{key}.{name}": whole(value)
            for name, parameter in self.parameters.items()
            for key, value in self.optimizer.state.get(parameter, {}).items()
            if key != "step"
        }
        average = {name: whole(value) for name, value in self.average.items()}
        if dist.get_rank() == 0:
            self.replace("model.safetensors", changed)
            if self.run["adapters"]:
                self.replace("adapter/adapter_model.safetensors", changed, "base_model.model.")
            self.write("optimizer.safetensors", moments)
            if average:
                self.write("average.safetensors", average)
            old = self.folder / "history.jsonl"
            lines = (old.read_text() if old.exists() else "") + "".join(json.dumps(one) + "\n" for one in history)
            (self.folder / f"history.jsonl{PENDING}").write_text(lines)
            beside = self.folder / "run.json.part"
            beside.write_text(json.dumps(self.run))
            os.replace(beside, self.folder / f"run.json{PENDING}")
            finish_saving(self.folder)
        dist.barrier()
        say(f"saved step {self.step} in {self.folder}")

    def replace(self, name, changed, prefix=""):
        """A file of weights with those that have learnt in it."""
        weights = load_file(self.folder / name)
        for key in weights:
            weights[key] = changed.get(key.removeprefix(prefix), weights[key])
        self.write(name, weights)

    def write(self, name, tensors):
        save_file(tensors, self.folder / f"{name}{PENDING}", {"format": "pt", "step": str(self.step)})


def finish_saving(folder):
    """Give the files of a whole saving their names; those of one that was broken off are removed."""
    files = [*folder.glob(f"*{PENDING}"), *folder.glob(f"*/*{PENDING}")]
    run = folder / f"run.json{PENDING}"
    if not run.exists():
        for file in files:
            file.unlink()
        return
    for file in sorted(files, key=lambda one: one == run):
        os.replace(file, file.with_name(file.name.removesuffix(PENDING)))


def main():
    args = arguments()
    training = Training(args)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(training, "stopping", True))
    world = dist.get_world_size()
    say(f"step {training.step} of {training.end}, {world} process{'es' if world > 1 else ''} on {training.device.type}")
    if training.step >= training.end:
        say("nothing is left to do; qkv export --to pytorch --steps N says how far a run goes")
    told, found = training.run["loss_without_dropout"], training.loss_without_dropout()
    if None not in (told, found):
        say(f"loss of the next step without dropout: {found:.6f}, and {told:.6f} where it comes from")
        if not args.bf16 and abs(found - told) > 1e-3 * max(1.0, abs(told)):
            say("warning: these differ, so the two do not compute the same")
    training.model.train()
    torch.manual_seed(1000 * training.step + dist.get_rank())  # of dropout
    history, saved = [], training.step
    while training.step < training.end and not training.asked_to_stop():
        record = training.train_step()
        history.append(record)
        say(f"step {record['step']}/{training.end}  loss {record['loss']:.6f}  rate {record['learningRate']:.3e}")
        if training.step % args.save_every == 0:
            training.save(history)
            history, saved = [], training.step
    if training.step > saved:
        training.save(history)
    say(f"qkv import {training.folder} takes it back")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
