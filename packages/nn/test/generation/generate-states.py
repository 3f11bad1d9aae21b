"""What Hugging Face's generate() computes on the way, on the tiny models beside this folder.

    python3 generate-states.py ../families/golden OUT

OUT gets states.json and states.safetensors: attentions and hidden states of each step and layer, joined by names such as
"0.decoder_attentions.2.1": case, kind, step, layer.
"""
import json
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

folder, out = sys.argv[1], sys.argv[2]
torch.set_num_threads(1)
two, padded = [[5, 9, 4, 7], [8, 3, 6, 11]], [[1, 1, 1, 1], [0, 0, 1, 1]]
cases = [
    ("gpt2", two, padded, {}),
    ("llama", two, padded, {"num_beams": 2, "num_return_sequences": 2}),
    ("gemma2", two[:1], padded[:1], {"use_cache": False}),
    ("mistral", two[:1], padded[:1], {}),
    ("bart", two, [[1, 1, 1, 1], [1, 1, 0, 0]], {}),
    ("t5", two, [[1, 1, 1, 1], [1, 1, 0, 0]], {"num_beams": 3}),
    ("marian", two[:1], padded[:1], {"decoder_input_ids": [[2, 5]]}),
]
kinds = ["attentions", "hidden_states", "encoder_attentions", "encoder_hidden_states"]
kinds += ["decoder_attentions", "cross_attentions", "decoder_hidden_states"]
told, tensors = [], {}
for number, (name, ids, mask, options) in enumerate(cases):
    kind = AutoModelForCausalLM if name in ["gpt2", "llama", "gemma2", "mistral"] else AutoModelForSeq2SeqLM
    model = kind.from_pretrained(f"{folder}/{name}", dtype=torch.float32).eval()
    model.set_attn_implementation("eager")
    config = model.generation_config
    given = {"max_new_tokens": 3, "do_sample": False, "pad_token_id": 0, **options}
    config.eos_token_id = None
    tensor_options = {k: torch.tensor(v) if k == "decoder_input_ids" else v for k, v in given.items()}
    result = model.generate(
        torch.tensor(ids), attention_mask=torch.tensor(mask), return_dict_in_generate=True,
        output_attentions=True, output_hidden_states=True, **tensor_options,
    )
    start = getattr(config, "decoder_start_token_id", None)
    if start is not None:
        given["decoder_start_token_id"] = start
    shapes = {}
    for one in kinds:
        value = getattr(result, one, None)
        if value is None:
            continue
        steps = [value] if one.startswith("encoder") else value
        for step, layers in enumerate(steps):
            for layer, tensor in enumerate(layers):
                tensors[f"{number}.{one}.{step}.{layer}"] = tensor.float().contiguous()
        shapes[one] = [len(layers) for layers in steps]
    told.append({"model": name, "ids": ids, "mask": mask, "options": given, "layers": shapes, "sequences": result.sequences.tolist()})
json.dump({"cases": told}, open(f"{out}/states.json", "w"))
save_file(tensors, f"{out}/states.safetensors")
