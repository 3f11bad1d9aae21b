"""PatchTST of Hugging Face's transformers, trained in PyTorch on the batches of twin-forecasting.mjs."""

import csv
import gzip
import json

import torch
from transformers import PatchTSTForPrediction
from twin import batches_in, leave, opened, train

folder, twin, data = opened()
settings = twin["settings"]
model = PatchTSTForPrediction.from_pretrained(folder)
trained = train(model, batches_in(folder), lambda model, batch: model(**batch).loss, twin)

# The validation windows out of the file itself.
measure = json.loads((folder / "preprocessor_config.json").read_text())
read = gzip.open if data.suffix == ".gz" else open
with read(data, "rt") as file:
    rows = [[float(row[name]) for name in measure["series"]] for row in csv.DictReader(file)]
values = torch.tensor(rows, dtype=torch.float64)
values = ((values - torch.tensor(measure["mean"])) / torch.tensor(measure["std"])).float()

context, horizon = settings["context"], settings["horizon"]
training, validation, _ = settings["split"]
part = values[training - context : training + validation]
windows = part.unfold(0, context + horizon, 1).transpose(1, 2)  # [windows, context + horizon, channels]
repeated = model.config.context_length - context
squares = magnitudes = count = 0
with torch.no_grad():
    for window in windows.split(128):
        past, future = window[:, :context], window[:, context:]
        last = past[:, -1:].expand(-1, repeated, -1)
        mask = torch.cat([torch.ones_like(past), torch.zeros_like(last)], 1)
        forecast = model(torch.cat([past, last], 1), past_observed_mask=mask).prediction_outputs
        errors = (forecast - future).double()
        squares += errors.square().sum().item()
        magnitudes += errors.abs().sum().item()
        count += errors.numel()
figures = {"mse": squares / count, "mae": magnitudes / count}
leave(folder, {**trained, "loss": figures["mse"], "figures": figures})
