"""Tiny models of images, sound and series: python3 generate-perception.py FOLDER [SEED [NAME ...]], random sizes and options with a seed."""
import random
import sys

import torch
import transformers as t
from golden_model import save_golden, stir
from safetensors.torch import save_file

folder, *rest = sys.argv[1:]
seed = int(rest[0]) if rest else None
choice = random.Random(seed)
torch.manual_seed(seed or 0)
pick = lambda usual, *others: usual if seed is None else choice.choice([usual, *others])
activation = lambda: pick("gelu", "relu", "gelu_new", "silu")
labels = lambda: {str(i): f"kind {i}" for i in range(pick(5, 1, 3))}


def sizes():
    heads = pick(2, 3, 4)
    return dict(hidden_size=heads * pick(8, 6), num_attention_heads=heads, num_hidden_layers=pick(2, 1, 3), intermediate_size=pick(20, 33),
        hidden_act=activation(), layer_norm_eps=pick(1e-12, 1e-3))  # fmt: skip


def images(config, *classes):
    make = pick(*classes)
    patch, image = pick((4, (12, 12)), (3, (9, 12)), ((2, 4), (8, 12)), (4, (14, 9)))
    if image[0] == image[1]:
        image = image[0]
    given = config(**sizes(), image_size=image, patch_size=patch, num_channels=pick(3, 1), qkv_bias=pick(True, False), id2label=labels(),
        initializer_range=0.2, pooler_output_size=pick(None, 12), pooler_act=pick("tanh", "relu", "gelu"))  # fmt: skip
    model = make(given)
    height, width = (image, image) if isinstance(image, int) else image
    outputs = {"Model": ["last_hidden_state", "pooler_output"], "cher": ["logits", "cls_logits", "distillation_logits"]}
    return model, {"pixel_values": torch.randn(2, given.num_channels, height, width)}, next((v for k, v in outputs.items() if make.__name__.endswith(k)), ["logits"])


def vit():
    return images(t.ViTConfig, t.ViTForImageClassification, t.ViTModel)


def vit_model():
    return images(t.ViTConfig, t.ViTModel)


def deit():
    return images(t.DeiTConfig, t.DeiTForImageClassification, t.DeiTForImageClassificationWithTeacher, t.DeiTModel)


def deit_teacher():
    return images(t.DeiTConfig, t.DeiTForImageClassificationWithTeacher)


def audio_spectrogram_transformer():
    given = t.ASTConfig(**sizes(), patch_size=pick(4, 3), frequency_stride=pick(3, 4), time_stride=pick(3, 2), max_length=pick(18, 23), num_mel_bins=pick(12, 16),
        qkv_bias=pick(True, False), id2label=labels(), initializer_range=0.2)  # fmt: skip
    model = pick(t.ASTForAudioClassification, t.ASTModel)(given)
    outputs = ["last_hidden_state", "pooler_output"] if type(model) is t.ASTModel else ["logits"]
    return model, {"input_values": torch.randn(2, given.max_length, given.num_mel_bins)}, outputs


def sound(*classes):
    make = pick(*classes)
    conv = pick(([8, 8, 8], [5, 3, 2], [4, 2, 2]), ([8, 12], [4, 3], [3, 2]))
    layers = pick(False, True)
    given = t.Wav2Vec2Config(**sizes(), vocab_size=pick(11, 17), conv_dim=conv[0], conv_kernel=conv[1], conv_stride=conv[2], conv_bias=pick(False, True),
        feat_extract_norm="layer" if layers else "group", feat_extract_activation=activation(), do_stable_layer_norm=pick(False, True),
        num_conv_pos_embeddings=pick(6, 5, 8), num_conv_pos_embedding_groups=2, mask_time_prob=pick(0.0, 0.05), use_weighted_layer_sum=pick(False, True),
        classifier_proj_size=pick(9, 12), id2label=labels(), initializer_range=0.2)  # fmt: skip
    if given.hidden_size % 2:
        given.hidden_size = 16
    model = make(given)
    inputs = {"input_values": torch.randn(2, pick(211, 160))}
    if layers or pick(False, True):
        mask = torch.ones(inputs["input_values"].shape, dtype=torch.long)
        mask[1, 120:] = 0
        inputs["attention_mask"] = mask
    return model, inputs, ["last_hidden_state", "extract_features"] if make is t.Wav2Vec2Model else ["logits"]


def wav2vec2():
    return sound(t.Wav2Vec2ForCTC, t.Wav2Vec2ForSequenceClassification, t.Wav2Vec2Model)


def wav2vec2_classes():
    given = sound(t.Wav2Vec2ForSequenceClassification)
    return given


def series_names(model, given, name):
    """Parameters of distributions by their numbers, and a loss of one element."""
    if name.startswith("params_"):
        return given["prediction_outputs" if "prediction_outputs" in given else "params"][int(name[7:])]
    return given[name].reshape(1) if name == "loss" else given[name]


def patchtst():
    make = pick(t.PatchTSTForPrediction, t.PatchTSTForClassification, t.PatchTSTModel)
    heads = pick(2, 4)
    loss = pick("mse", "nll")
    kind = pick("student_t", "normal", "negative_binomial")
    pooling = pick("mean", "max", *([None] if make is not t.PatchTSTForClassification else []))
    given = t.PatchTSTConfig(num_input_channels=pick(3, 1), context_length=pick(20, 17), patch_length=pick(6, 4), patch_stride=pick(3, 4), num_hidden_layers=pick(2, 1),
        d_model=heads * 8, num_attention_heads=heads, share_embedding=pick(True, False), channel_attention=pick(False, True), ffn_dim=pick(20, 12),
        norm_type=pick("batchnorm", "layernorm"), norm_eps=pick(1e-5, 1e-3), bias=pick(True, False), activation_function=pick("gelu", "relu"), pre_norm=pick(True, False),
        positional_encoding_type=pick("sincos", "random"), use_cls_token=pick(False, True), init_std=0.2, scaling=pick("std", "mean", None, True),
        pooling_type=pooling, prediction_length=pick(4, 7), num_targets=pick(3, 4), loss=loss, distribution_output=kind)  # fmt: skip
    model = make(given)
    past = 2 + 3 * torch.randn(2, given.context_length, given.num_input_channels)
    seen = (torch.rand(past.shape) > 0.2).long()
    inputs = {"past_values": past, "past_observed_mask": seen}
    if make is t.PatchTSTModel:
        return model, inputs, ["last_hidden_state", "loc", "scale"]
    if make is t.PatchTSTForClassification:
        inputs["target_values"] = torch.tensor([0, 2])
        return model, inputs, ["prediction_logits", "loss"]
    if pick(True, False):
        inputs["future_values"] = torch.randint(0, 9, (2, given.prediction_length, given.num_input_channels)).float()
    counts = {"student_t": 3, "normal": 2, "negative_binomial": 2}
    outputs = ["prediction_outputs"] if loss == "mse" else [f"params_{i}" for i in range(counts[kind])]
    return model, inputs, [*outputs, "loc", "scale", *(["loss"] if "future_values" in inputs else [])]


def forecaster(*classes):
    make = pick(*classes)
    heads = pick(2, 4)
    several = pick(1, 1, 2)
    kind = pick("student_t", "normal", "negative_binomial")
    known = pick([5, 3], [], [4])
    times, dynamic, static = pick(2, 1, 3), pick(0, 1), pick(1, 0, 2)
    config = t.TimeSeriesTransformerConfig(prediction_length=pick(4, 3), context_length=pick(7, None, 5), distribution_output=kind, input_size=several,
        lags_sequence=pick([1, 2, 4], [1], [2, 3]), scaling=pick("mean", "std", None, True), num_time_features=times, num_dynamic_real_features=dynamic,
        num_static_categorical_features=len(known), num_static_real_features=static, cardinality=known or None,
        embedding_dimension=pick(None, [2] * len(known)) if known else None, d_model=heads * 8, encoder_attention_heads=heads, decoder_attention_heads=pick(2, 1),
        encoder_layers=pick(2, 1), decoder_layers=pick(1, 2), encoder_ffn_dim=pick(20, 12), decoder_ffn_dim=pick(12, 20), activation_function=activation(), init_std=0.2)  # fmt: skip
    model = make(config)
    past = config.context_length + max(config.lags_sequence)
    values = lambda steps: 3 + 2 * torch.randn(*((2, steps) if several == 1 else (2, steps, several)))
    future = values(config.prediction_length)
    if kind == "negative_binomial":
        future = future.abs().round()
    inputs = {"past_values": values(past), "past_time_features": torch.randn(2, past, times + dynamic), "future_time_features": torch.randn(2, config.prediction_length, times + dynamic)}
    inputs["past_observed_mask"] = (torch.rand(inputs["past_values"].shape) > 0.2).long()
    if pick(True, True, False):
        inputs["future_values"] = future
        if pick(True, False):
            inputs["future_observed_mask"] = (torch.rand(future.shape) > 0.3).float()
    if known:
        inputs["static_categorical_features"] = torch.stack([torch.randint(0, n, (2,)) for n in known], -1)
    if static:
        inputs["static_real_features"] = torch.randn(2, static)
    common = ["encoder_last_hidden_state", "loc", "scale", "static_features"]
    if make is t.TimeSeriesTransformerModel:
        inputs.pop("future_observed_mask", None)
        return model, inputs, ["last_hidden_state", *common]
    count = {"student_t": 3, "normal": 2, "negative_binomial": 2}[kind]
    return model, inputs, [*common, *(["loss", *[f"params_{i}" for i in range(count)]] if "future_values" in inputs else [])]


def time_series_transformer():
    return forecaster(t.TimeSeriesTransformerForPrediction, t.TimeSeriesTransformerModel)


def speech(*classes):
    make = pick(*classes)
    heads = pick(2, 4)
    given = t.WhisperConfig(vocab_size=pick(41, 57), num_mel_bins=pick(6, 8), d_model=heads * 8, encoder_layers=pick(2, 1), decoder_layers=pick(1, 2), encoder_attention_heads=heads,
        decoder_attention_heads=pick(2, 1), encoder_ffn_dim=pick(20, 12), decoder_ffn_dim=pick(12, 20), activation_function=activation(), max_source_positions=pick(11, 8),
        max_target_positions=pick(16, 12), scale_embedding=pick(False, True), use_weighted_layer_sum=pick(False, True), classifier_proj_size=pick(9, 12), id2label=labels(),
        init_std=0.3, pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=3, suppress_tokens=None, begin_suppress_tokens=None)  # fmt: skip
    model = make(given)
    inputs = {"input_features": torch.randn(2, given.num_mel_bins, 2 * given.max_source_positions)}
    if make is t.WhisperForAudioClassification:
        return model, inputs, ["logits"]
    ids = torch.randint(4, given.vocab_size, (2, pick(6, 9)))
    if make is t.WhisperModel:
        return model, inputs | {"decoder_input_ids": ids}, ["last_hidden_state", "encoder_last_hidden_state"]
    return model, inputs | pick({"decoder_input_ids": ids}, {"labels": ids}), ["logits", "encoder_last_hidden_state"]


def whisper():
    return speech(t.WhisperForConditionalGeneration)


def whisper_classes():
    return speech(t.WhisperForAudioClassification)


def whisper_model():
    return speech(t.WhisperModel)


def captions(encoder):
    heads = pick(2, 3)
    width = pick(0, 1)
    ofEncoder = encoder(**{**sizes(), "hidden_size": 16, "num_attention_heads": 2}, image_size=pick(8, 12), patch_size=4, initializer_range=0.2)
    ofDecoder = t.GPT2Config(vocab_size=pick(41, 57), n_positions=24, n_embd=heads * 12 if width else 16 if heads == 2 else 24, n_layer=pick(2, 1), n_head=heads, n_inner=pick(None, 20),
        activation_function=pick("gelu_new", "relu"), initializer_range=0.3, scale_attn_weights=pick(True, False), tie_word_embeddings=pick(True, False),
        bos_token_id=1, eos_token_id=None, add_cross_attention=True, is_decoder=True)  # fmt: skip
    config = t.VisionEncoderDecoderConfig.from_encoder_decoder_configs(ofEncoder, ofDecoder, decoder_start_token_id=1, pad_token_id=0, eos_token_id=None)
    model = t.VisionEncoderDecoderModel(config)
    pixels = torch.randn(2, 3, ofEncoder.image_size, ofEncoder.image_size)
    ids = torch.randint(2, ofDecoder.vocab_size, (2, 5))
    return model, {"pixel_values": pixels, "decoder_input_ids": ids}, ["logits", "encoder_last_hidden_state"], [
        ({"do_sample": False, "pad_token_id": 0, "max_new_tokens": 9}, {"pixel_values": pixels}),
        ({"do_sample": False, "pad_token_id": 0, "max_new_tokens": 9, "eos_token_id": [5, 7, 11, 13, 19, 23, 29]}, {"pixel_values": pixels}),
    ]  # fmt: skip


def vision_encoder_decoder():
    return captions(pick(t.ViTConfig, t.DeiTConfig))


only = rest[1:]
usual = [vit, vit_model, deit, deit_teacher, audio_spectrogram_transformer, wav2vec2, wav2vec2_classes, patchtst, time_series_transformer, whisper, whisper_classes, vision_encoder_decoder, whisper_model]
for make in (one for one in usual if not only or one.__name__ in only):
    model, inputs, outputs, *generate = make()
    stir(model)
    name = make.__name__ if seed is None else f"{make.__name__}-{seed}"
    save_golden(f"{folder}/{name}", model, inputs, outputs, *generate, read=lambda given, name: series_names(model, given, name))
    if make is vit_model and seed is None:  # an image of another size
        image = torch.randn(1, 3, 16, 20, generator=torch.Generator().manual_seed(4))
        with torch.no_grad():
            states = model(image, interpolate_pos_encoding=True).last_hidden_state
        save_file({"image": image, "states": states.contiguous()}, f"{folder}/{name}/interpolated.safetensors")
