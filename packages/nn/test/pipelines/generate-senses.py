"""Tiny models that see and hear, and what transformers' pipelines make of pictures and sounds on them.

    python3 generate-senses.py OUT SEED

OUT gets a folder for each model, the pictures and sounds, and cases.json: { model, task, file, options, result }. Of
image-to-text, for which transformers 5 has no pipeline, the results are those of generate() and decode().
"""
import json
import os
import random
import sys

import numpy as np
import soundfile
import torch
import transformers as hf
from PIL import Image
from tiny_models import CORPUS, byte_pairs, labels

out, seed = sys.argv[1], int(sys.argv[2])
rng, noise = random.Random(seed), np.random.default_rng(seed)
torch.manual_seed(seed)
torch.set_num_threads(1)
os.makedirs(out, exist_ok=True)
cases = []


def saved(name, model, *others):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
    folder = os.path.join(out, name)
    model.eval().save_pretrained(folder)
    for one in others:
        one.save_pretrained(folder)
    return model


def note(model, task, file, options, result):
    cases.append({"model": model, "task": task, "file": file, "options": options, "result": result})


def pictures():
    for i, (width, height) in enumerate([(31, 20), (16, 40)]):
        y, x = np.mgrid[:height, :width]
        bands = [127 + 100 * np.sin(x / rng.uniform(1, 6) + y / rng.uniform(1, 6)) for _ in range(3)]
        Image.fromarray(np.stack(bands, -1).astype(np.uint8)).save(os.path.join(out, f"picture-{i}.png"))
        yield f"picture-{i}.png"


def sounds():
    for i, seconds in enumerate([0.7, 2.6]):
        t = np.arange(int(16000 * seconds)) / 16000
        wave = 0.4 * np.sin(2 * np.pi * (rng.randint(200, 900) * t + rng.randint(100, 900) * t * t)) + noise.normal(0, 0.02, len(t))
        soundfile.write(os.path.join(out, f"sound-{i}.wav"), wave, 16000, "PCM_U8")
        yield f"sound-{i}.wav"


SMALL = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24, initializer_range=0.4)


def seeing(files):
    of_vit = hf.ViTConfig(image_size=16, patch_size=4, **SMALL, **labels("boat", "whale", "rope", "lamp", "bread", "sail"))
    vit = hf.ViTImageProcessorPil(size={"height": 16, "width": 16})
    saved("vit-labels", hf.ViTForImageClassification(of_vit), vit)
    of_deit = hf.DeiTConfig(image_size=12, patch_size=4, problem_type="multi_label_classification", **SMALL, **labels("a", "b", "c"))
    deit = hf.DeiTImageProcessorPil(size={"height": 15, "width": 15}, crop_size={"height": 12, "width": 12})
    saved("deit-labels", hf.DeiTForImageClassification(of_deit), deit)
    for name, processor in [("vit-labels", vit), ("deit-labels", deit)]:
        pipe = hf.pipeline("image-classification", model=os.path.join(out, name), image_processor=processor, device="cpu")
        for file in files:
            for options in [{}, {"top_k": 2}, {"function_to_apply": "sigmoid"}]:
                note(name, "image-classification", file, options, pipe(Image.open(os.path.join(out, file)), **options))
    words = byte_pairs(around=False)
    of_gpt2 = hf.GPT2Config(vocab_size=len(words), n_embd=16, n_layer=1, n_head=2, n_positions=32, initializer_range=0.4, add_cross_attention=True, is_decoder=True, bos_token_id=0, eos_token_id=2, pad_token_id=1)
    both = hf.VisionEncoderDecoderConfig.from_encoder_decoder_configs(of_vit, of_gpt2)
    both.decoder_start_token_id, both.pad_token_id, both.eos_token_id = 0, 1, 2
    model = hf.VisionEncoderDecoderModel(both)
    model.generation_config.update(decoder_start_token_id=0, pad_token_id=1, eos_token_id=2, bos_token_id=0)
    saved("vit-words", model, vit, words)
    for file in files:
        pixels = vit(Image.open(os.path.join(out, file)), return_tensors="pt")["pixel_values"]
        for options in [{"max_new_tokens": 8}, {"max_new_tokens": 6, "num_beams": 3, "num_return_sequences": 2}]:
            ids = model.generate(pixels, do_sample=False, **options)
            texts = words.decode(ids, skip_special_tokens=True)
            note("vit-words", "image-to-text", file, options, [{"generated_text": text} for text in texts])


def read(file):
    samples, rate = soundfile.read(os.path.join(out, file), dtype="float32")
    return {"raw": samples, "sampling_rate": rate}


def labelling(files):
    of_ast = hf.ASTConfig(num_mel_bins=16, max_length=22, patch_size=4, frequency_stride=3, time_stride=3, **SMALL, **labels("sea", "wind", "bell"))
    ast = hf.ASTFeatureExtractor(num_mel_bins=16, max_length=22)
    saved("ast-labels", hf.ASTForAudioClassification(of_ast), ast)
    convolutions = dict(conv_dim=(16, 16), conv_kernel=(10, 8), conv_stride=(8, 8), num_conv_pos_embeddings=8, num_conv_pos_embedding_groups=2)
    of_wave = hf.Wav2Vec2Config(**convolutions, **SMALL, classifier_proj_size=12, **labels("yes", "no", "up", "down"))
    heard = hf.Wav2Vec2FeatureExtractor()
    saved("wave-labels", hf.Wav2Vec2ForSequenceClassification(of_wave), heard)
    of_whisper = whisper_config(40, classifier_proj_size=12, **labels("en", "de"))
    saved("whisper-labels", hf.WhisperForAudioClassification(of_whisper), hf.WhisperFeatureExtractor(feature_size=8, chunk_length=2))
    for name in ["ast-labels", "wave-labels", "whisper-labels"]:
        pipe = hf.pipeline("audio-classification", model=os.path.join(out, name), device="cpu")
        for file in files:
            for options in [{}, {"top_k": 1}, {"function_to_apply": "none"}]:
                note(name, "audio-classification", file, options, pipe(read(file), **options))
    letters = ["<pad>", "<s>", "</s>", "<unk>", "|"] + list("ABCDEFGH")
    path = os.path.join(out, "vocab.json")
    with open(path, "w") as file:
        json.dump({token: i for i, token in enumerate(letters)}, file)
    tokenizer = hf.Wav2Vec2CTCTokenizer(path)
    os.remove(path)
    of_letters = hf.Wav2Vec2Config(vocab_size=len(letters), pad_token_id=0, **convolutions, **SMALL)
    saved("wave-letters", hf.Wav2Vec2ForCTC(of_letters), heard, tokenizer)
    pipe = hf.pipeline("automatic-speech-recognition", model=os.path.join(out, "wave-letters"), device="cpu")
    for file in files:
        for options in [{}, {"return_timestamps": "char"}, {"return_timestamps": "word"}, {"chunk_length_s": 0.5, "stride_length_s": [0.1, 0.05]}, {"chunk_length_s": 0.3, "return_timestamps": "word"}]:
            note("wave-letters", "automatic-speech-recognition", file, options, pipe(read(file), **options))


def whisper_config(vocab, **more):
    return hf.WhisperConfig(
        vocab_size=vocab, num_mel_bins=8, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=24, decoder_ffn_dim=24, max_source_positions=100, max_target_positions=40,
        init_std=0.5, bos_token_id=0, eos_token_id=0, pad_token_id=0, decoder_start_token_id=1, begin_suppress_tokens=None, **more,
    )


def whisper_tokenizer():
    plain = json.loads(byte_pairs(around=False).backend_tokenizer.to_str())["model"]
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    vocab = {token: i for i, token in enumerate(t for t in plain["vocab"] if t not in special)}
    merges = [tuple(pair) for pair in plain["merges"]]
    tokenizer = hf.WhisperTokenizer(vocab=vocab, merges=merges)
    names = ["<|startoftranscript|>", "<|en|>", "<|de|>", "<|fr|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    tokenizer.add_special_tokens({"additional_special_tokens": names}) if hasattr(tokenizer, "additional_special_tokens") else tokenizer.add_special_tokens({"extra_special_tokens": names})
    tokenizer.add_tokens([hf.AddedToken(f"<|{i * 0.02:.2f}|>", special=False) for i in range(101)])
    return tokenizer


def transcribing(files):
    tokenizer = whisper_tokenizer()
    id_of = tokenizer.convert_tokens_to_ids
    end, start = id_of("<|endoftext|>"), id_of("<|startoftranscript|>")
    config = whisper_config(len(tokenizer))
    config.update(dict(bos_token_id=end, eos_token_id=end, pad_token_id=end, decoder_start_token_id=start))
    model = hf.WhisperForConditionalGeneration(config)
    said = dict(
        bos_token_id=end, eos_token_id=end, pad_token_id=end, decoder_start_token_id=start, is_multilingual=True,
        lang_to_id={f"<|{code}|>": id_of(f"<|{code}|>") for code in ["en", "de", "fr"]},
        task_to_id={task: id_of(f"<|{task}|>") for task in ["transcribe", "translate"]},
        no_timestamps_token_id=id_of("<|notimestamps|>"), max_initial_timestamp_index=20, return_timestamps=False,
        suppress_tokens=[id_of(token) for token in ["<|startoftranscript|>", "<|startofprev|>", "<|startoflm|>", "<|nospeech|>", "<|transcribe|>", "<|translate|>", "<|en|>", "<|de|>", "<|fr|>"]],
        begin_suppress_tokens=[end], max_length=40, alignment_heads=[[0, 1], [0, 0]],
    )
    for name, value in said.items():
        setattr(model.generation_config, name, value)
    heard = hf.WhisperFeatureExtractor(feature_size=8, chunk_length=2)
    saved("whisper-words", model, heard, tokenizer)
    pipe = hf.pipeline("automatic-speech-recognition", model=model, tokenizer=tokenizer, feature_extractor=heard, device="cpu")
    for file in files:
        for options in [{}, {"language": "german"}, {"language": "fr", "task": "translate"}, {"return_timestamps": True}, {"return_timestamps": True, "return_language": True, "language": "en"}, {"return_timestamps": "word"}, {"return_timestamps": "word", "language": "german"}]:
            for chunks in [{"chunk_length_s": 2}, {"chunk_length_s": 1.5, "stride_length_s": [0.4, 0.2]}]:
                told = {"generate_kwargs": {k: v for k, v in options.items() if k in ["language", "task"]} | {"max_new_tokens": 14, "num_beams": 1, "do_sample": False}}
                rest = {k: v for k, v in options.items() if k not in ["language", "task"]}
                result = pipe(read(file), **rest, **chunks, **told)
                note("whisper-words", "automatic-speech-recognition", file, options | chunks | {"max_new_tokens": 14}, result)


seeing(list(pictures()))
heard_files = list(sounds())
labelling(heard_files)
transcribing(heard_files)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


with open(os.path.join(out, "cases.json"), "w") as file:
    json.dump(plain(cases), file, indent=1, ensure_ascii=False)
