"""What transformers' extractors and processors, Pillow and libsndfile make of random sounds and pictures, as cases of the golden
runner.

    python3 generate-cases.py OUT SEED COUNT

OUT/preprocessing gets audio.json, images.json, values.safetensors and the files that they name; COUNT cases of each kind.
"""
import io
import json
import os
import random
import struct
import sys

import numpy as np
import soundfile
from PIL import Image, ImageOps
from safetensors.numpy import save_file
import transformers
from transformers import ASTFeatureExtractor, Wav2Vec2FeatureExtractor, WhisperFeatureExtractor
from transformers.audio_utils import mel_filter_bank
from transformers.models.audio_spectrogram_transformer import feature_extraction_audio_spectrogram_transformer as ast

out, seed, count = os.path.join(sys.argv[1], "preprocessing"), int(sys.argv[2]), int(sys.argv[3])
rng, noise = random.Random(seed), np.random.default_rng(seed)
for folder in ["wav", "images"]:
    os.makedirs(os.path.join(out, folder), exist_ok=True)
ast.is_speech_available = lambda: False  # torchaudio computes in float32, transformers without it in float64
tensors = {}


def keep(name, values):
    tensors[name] = np.ascontiguousarray(values)
    return name


def mulberry32(state):
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = state
        t = ((t ^ (t >> 15)) * (1 | t)) & 0xFFFFFFFF
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


def samples_of(part, n):
    i = np.arange(n)
    t = i / 16000
    a = part["amplitude"]
    if part["kind"] == "sine":
        return a * np.sin(2 * np.pi * part["hz"] * t)
    if part["kind"] == "chirp":
        return a * np.sin(2 * np.pi * (part["hz"] * t + (part["to_hz"] - part["hz"]) * t * t / (2 * part["seconds"])))
    if part["kind"] == "constant":
        return np.full(n, a)
    if part["kind"] == "clicks":
        return np.where(i % part["every"] == 0, a, 0)
    source = mulberry32(part["seed"])
    return np.array([a * (2 * next(source) - 1) for _ in range(n)])


def random_part():
    kind = rng.choice(["sine", "chirp", "constant", "clicks", "noise"])
    part = {"kind": kind, "seconds": round(rng.uniform(0.05, 1.2), 3), "amplitude": round(rng.uniform(0.01, 0.9), 3)}
    if kind in ["sine", "chirp"]:
        part["hz"] = rng.randint(50, 7000)
    if kind == "chirp":
        part["to_hz"] = rng.randint(50, 7000)
    if kind == "clicks":
        part["every"] = rng.randint(50, 2000)
    if kind == "noise":
        part["seed"] = rng.randint(1, 10**9)
    if rng.random() < 0.4:
        part["from"] = round(rng.uniform(0, 0.5), 3)
    return part


def random_clip(i):
    sound = [random_part() for _ in range(rng.randint(1, 3))]
    spans = [(round(p.get("from", 0) * 16000), round(p["seconds"] * 16000)) for p in sound]
    total = np.zeros(max(first + n for first, n in spans))
    for part, (first, n) in zip(sound, spans):
        total[first : first + n] += samples_of(part, n)
    clip = {"name": f"clip {i}", "sound": sound, "samples": len(total), "first_samples": [float(x) for x in total[:6]]}
    return clip, total.astype(np.float32)


def whisper(samples, options):
    """In float64, as WhisperFeatureExtractor computes without torch."""
    call = {k: options[k] for k in ["padding", "do_normalize", "max_length", "pad_to_multiple_of"] if k in options}
    extractor = WhisperFeatureExtractor(**{k: v for k, v in options.items() if k not in call})
    extractor._torch_extract_fbank_features = lambda waveform, device: extractor._np_extract_fbank_features(waveform, device)
    return extractor(samples, sampling_rate=extractor.sampling_rate, return_tensors="np", **call)["input_features"][0]


def random_feature(i, samples):
    if rng.random() < 0.5:
        options = {"max_length": rng.choice([16, 64, 128]), "num_mel_bins": rng.choice([16, 40, 128])}
        if rng.random() < 0.3:
            options["do_normalize"] = False
        if rng.random() < 0.3:
            options.update(mean=-3.5, std=2.5)
        values = ASTFeatureExtractor(**options)(samples, sampling_rate=16000, return_tensors="np")["input_values"][0]
        return "ast", options, values, len(values), 0
    options = {"feature_size": rng.choice([16, 80, 128]), "chunk_length": rng.choice([1, 2])}
    if rng.random() < 0.3:
        options["padding"] = "longest"
    if rng.random() < 0.3 and samples.std() > 1e-3:  # of a constant float32 makes noise
        options["do_normalize"] = True
    if rng.random() < 0.3:
        options.update(n_fft=rng.choice([256, 401, 512, 600]), hop_length=rng.choice([100, 128, 200]))
    if rng.random() < 0.2:
        options["max_length"] = rng.randint(4000, 20000)
    if rng.random() < 0.2:
        options["pad_to_multiple_of"] = rng.choice([7, 1000])
    values = whisper(samples, options)
    return "whisper", options, values, values.shape[1], 1


def audio():
    clips, pieces = [], []
    for i in range(count):
        clip, samples = random_clip(i)
        pieces.append((clip["name"], samples))
        extractor, options, values, frames, axis = random_feature(i, samples)
        chosen = sorted(rng.sample(range(frames), min(frames, 4)))
        kept = keep(f"audio/{i}", np.take(values, chosen, axis).astype(np.float32))
        figures = {name: float(getattr(values.astype(np.float64), name)()) for name in ["mean", "min", "max"]}
        shape = list(values.shape)
        clip["features"] = [dict(extractor=extractor, options=options, shape=shape, frames=chosen, tensor=kept, **figures)]
        clips.append(clip)
    return {"transformers": transformers.__version__, "seed": seed, "clips": clips, "mel_banks": banks(), "wav2vec2": wav2vec2(pieces), "waves": waves()}


def banks():
    found = []
    for _ in range(max(1, count // 4)):
        bins, filters = rng.choice([201, 257, 101, 513]), rng.randint(4, 80)
        slaney = rng.random() < 0.5
        low, scale = (0, "slaney") if slaney else (20, "kaldi")
        bank = mel_filter_bank(bins, filters, low, 8000, 16000, "slaney" if slaney else None, scale, not slaney)
        entries = [[int(b), int(f), float(bank[b, f])] for b, f in np.argwhere(bank)]
        found.append({"bins": bins, "filters": filters, "scale": scale, "nonzero": len(entries), "sum": float(bank.sum()), "entries": entries[:: max(3, len(entries) // 30)]})
    return found


def wav2vec2(pieces):
    options = {"do_normalize": rng.random() < 0.8, "padding_value": rng.choice([0.0, -0.25])}
    inputs = [{"clip": name, "samples": rng.randint(20, 200)} for name, _ in rng.sample(pieces, min(2, len(pieces)))]
    sounds = [dict(pieces)[one["clip"]][: one["samples"]] for one in inputs]
    made = Wav2Vec2FeatureExtractor(**options)(sounds, sampling_rate=16000, padding=True, return_attention_mask=True, return_tensors="np")
    return {"inputs": inputs, "options": options, "tensor": keep("wav2vec2/input_values", made["input_values"].astype(np.float32)), "attention_mask": keep("wav2vec2/attention_mask", made["attention_mask"].astype(np.int32))}


def waves():
    found = []
    for i in range(count):
        subtype = rng.choice(["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
        channels, rate = rng.choice([1, 1, 2, 3, 6]), rng.choice([8000, 11025, 16000, 22050, 44100, 48000])
        name = f"wav/{i}.wav"
        samples = noise.uniform(-1, 1, (rng.randint(1, 60), channels))
        soundfile.write(os.path.join(out, name), samples, rate, subtype, format=rng.choice(["WAV", "WAVEX"]))
        read, _ = soundfile.read(os.path.join(out, name), dtype="float64", always_2d=True)
        found.append({"file": name, "must": "read", "rate": rate, "channels": channels, "samples": len(read), "tensor": keep(name, read.T.astype(np.float32))})
    return found


def picture(width, height):
    """Some waves of each colour, and noise."""
    y, x = np.mgrid[:height, :width]
    bands = [127 + 90 * np.sin(x / rng.uniform(1, 9) + y / rng.uniform(1, 9)) + noise.normal(0, 12, (height, width)) for _ in range(3)]
    return Image.fromarray(np.clip(np.stack(bands, -1), 0, 255).astype(np.uint8))


def stored(image, kind):
    exif = Image.Exif()
    exif[0x0112] = rng.randint(1, 8)
    if kind == "png":
        mode = rng.choice(["RGB", "L", "LA", "RGBA", "P", "1", "I;16"])
        options = {"compress_level": rng.randint(0, 9)}
        if mode == "P":
            image = image.quantize(rng.choice([2, 4, 13, 200]))
        elif mode == "I;16":
            image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257 // 3)
        else:
            image = image.convert(mode)
        if mode in ["RGBA", "LA"]:
            image.putalpha(picture(*image.size).convert("L"))
    elif kind == "jpg":
        options = {"quality": rng.randint(60, 98), "subsampling": rng.choice([0, 1, 2]), "progressive": rng.random() < 0.5}
        if rng.random() < 0.25:
            image = image.convert("L")
    else:
        options = {"lossless": rng.random() < 0.5, "quality": rng.randint(60, 98)}
    file = io.BytesIO()
    image.save(file, {"jpg": "JPEG"}.get(kind, kind.upper()), exif=exif if rng.random() < 0.5 else Image.Exif(), **options)
    return file.getvalue()


def images():
    found = []
    for i in range(count):
        kind = ["png", "jpg", "png", "webp"][i % 4]
        data = stored(picture(rng.randint(1, 24), rng.randint(1, 24)), kind)
        name = f"images/{i}.{kind}"
        with open(os.path.join(out, name), "wb") as file:
            file.write(data)
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        if image.mode == "I;16":
            rgb = np.repeat((np.asarray(image) >> 8).astype(np.uint8)[..., None], 3, -1)
        else:
            rgb = np.asarray(image.convert("RGBA").convert("RGB") if image.mode == "P" else image.convert("RGB"))
        height, width, _ = rgb.shape
        must = "close" if kind == "jpg" else "equal"
        found.append({"file": name, "must": must, "width": width, "height": height, "rgb": keep(name, rgb)})
    return found


FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}


def resizes(sources):
    found = []
    for i in range(count):
        name, rgb = rng.choice(sources)
        width, height, kind = rng.randint(1, 30), rng.randint(1, 30), rng.choice(list(FILTERS))
        made = Image.fromarray(rgb).resize((width, height), FILTERS[kind])
        found.append({"image": name, "width": width, "height": height, "filter": kind, "tensor": keep(f"resize/{i}", np.asarray(made))})
    return found


PROCESSORS = ["ViT", "DeiT", "CLIP", "Siglip", "Blip", "Bit", "ChineseCLIP", "Pvt"]


def random_size():
    kind = rng.choice(["both", "both", "shortest", "edges", "max"])
    if kind == "both":
        return {"height": rng.randint(3, 20), "width": rng.randint(3, 20)}
    if kind == "shortest":
        return {"shortest_edge": rng.randint(4, 16)}
    if kind == "edges":
        return {"shortest_edge": rng.randint(4, 16), "longest_edge": rng.randint(8, 24)}
    return {"max_height": rng.randint(8, 24), "max_width": rng.randint(8, 24)}


def random_options():
    options = {"size": random_size()}
    for name, chance, value in [
        ("resample", 0.5, lambda: rng.randrange(6)),
        ("do_rescale", 0.2, lambda: rng.random() < 0.5),
        ("rescale_factor", 0.2, lambda: rng.choice([1 / 127.5, 0.02])),
        ("do_normalize", 0.2, lambda: rng.random() < 0.5),
        ("image_mean", 0.3, lambda: [round(rng.random(), 3) for _ in range(3)]),
        ("image_std", 0.3, lambda: [round(rng.uniform(0.2, 2), 3) for _ in range(3)]),
        ("do_resize", 0.1, lambda: False),
        ("do_convert_rgb", 0.1, lambda: True),
    ]:
        if rng.random() < chance:
            options[name] = value()
    options["do_center_crop"] = rng.random() < 0.5
    options["crop_size"] = {"height": rng.randint(3, 16), "width": rng.randint(3, 16)}
    if rng.random() < 0.2:
        options.update(do_pad=True, pad_size={"height": 30, "width": 32})
    return options


def processors(sources):
    found = []
    while len(found) < count:
        name, rgb = rng.choice(sources)
        kind, options = rng.choice(PROCESSORS), random_options()
        try:
            made = getattr(transformers, f"{kind}ImageProcessorPil")(**options)(Image.fromarray(rgb), return_tensors="np")["pixel_values"][0]
        except ValueError:
            continue  # a picture of nothing, or padding to less than it has
        if min(made.shape) == 0:
            continue
        found.append({"processor": f"{kind}ImageProcessor", "image": name, "options": options, "shape": list(made.shape), "tensor": keep(f"processors/{len(found)}", made.astype(np.float32))})
    return found


def pictures():
    stored_images = images()
    sources = [(one["file"], tensors[one["rgb"]]) for one in stored_images if one["must"] == "equal"]
    return {"transformers": transformers.__version__, "seed": seed, "images": stored_images, "resizes": resizes(sources), "processors": processors(sources)}


for name, book in [("audio.json", audio()), ("images.json", pictures())]:
    with open(os.path.join(out, name), "w") as file:
        json.dump(book, file, indent=None)
save_file(tensors, os.path.join(out, "values.safetensors"))
