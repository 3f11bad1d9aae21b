"""Tiny models with random weights and tokenizers of a few hundred tokens. For generate-pipelines.py beside this file."""
import os

import torch
import transformers as hf
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = [
    "The old whale swam slowly past the quiet harbour, and nobody in Nantucket saw it.",
    "Who painted the door of the lighthouse? Maria Keller painted it green in 1987, before the storm.",
    "My neighbour Ishmael lives in New Bedford; he sells ropes, lanterns and bread.",
    "This text is about boats. This example is about weather, politics, music or food.",
    "It was a good day. It was a terrible, terrible day. I love it. I hate it!",
    "Where does Captain Okoye sleep? Captain Okoye sleeps on the deck of the Pequod, under a grey sail.",
    "Das Boot liegt im Hafen von Hamburg. Ça va très bien, merci beaucoup.",
] * 4

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
CHAT = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}{% if not (continue_final_message and loop.last) %}{{ eos_token }}"
    "{% endif %}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def word_pieces(names=("input_ids", "token_type_ids", "attention_mask"), longest=56):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(vocab_size=160, special_tokens=SPECIAL, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    roles = dict(zip(["pad_token", "unk_token", "cls_token", "sep_token", "mask_token"], SPECIAL))
    return hf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_input_names=list(names), model_max_length=longest, **roles
    )


def byte_pairs(around=True, longest=56, chat=None):
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=330, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    if around:
        tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    roles = dict(bos_token="<s>", pad_token="<pad>", eos_token="</s>", unk_token="<unk>", mask_token="<mask>")
    if around:
        roles |= dict(cls_token="<s>", sep_token="</s>")
    made = hf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_input_names=["input_ids", "attention_mask"], model_max_length=longest, **roles
    )
    made.chat_template = chat
    return made


def unigram(template, special=("<pad>", "</s>", "<unk>"), longest=56):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=190, special_tokens=list(special), unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    names = [token for token in special if f"{token} " in f"{template} "]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=template,
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in names],
    )
    return hf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_input_names=["input_ids", "attention_mask"],
        model_max_length=longest,
        **dict(pad_token="<pad>", eos_token="</s>", unk_token="<unk>"),
    )


def bert(tokenizer, **more):
    return hf.BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24,
        max_position_embeddings=64, initializer_range=0.6, pad_token_id=0, **more,
    )


def roberta(tokenizer, **more):
    return hf.RobertaConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24,
        max_position_embeddings=66, type_vocab_size=1, initializer_range=0.6, **more,
    )


def bart(tokenizer, kind=hf.BartConfig, **more):
    return kind(
        vocab_size=len(tokenizer), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=24, decoder_ffn_dim=24, max_position_embeddings=64, init_std=0.6, **more,
    )


def labels(*names):
    return {"id2label": dict(enumerate(names)), "label2id": {name: i for i, name in enumerate(names)}}


def every_model():
    """Name, model, tokenizer."""
    pieces, pairs = word_pieces(), byte_pairs()
    of_kinds = labels("contradiction", "neutral", "entailment")
    tags = labels("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
    yield "bert-labels", hf.BertForSequenceClassification(bert(pieces, **of_kinds)), pieces
    several = bert(pieces, problem_type="multi_label_classification", **labels("boat", "food", "music", "rain"))
    yield "bert-several", hf.BertForSequenceClassification(several), pieces
    number = bert(pieces, problem_type="regression", **labels("stars"))
    yield "bert-number", hf.BertForSequenceClassification(number), pieces
    yield "roberta-labels", hf.RobertaForSequenceClassification(roberta(pairs, **labels("sad", "Entailed", "glad"))), pairs
    plain = word_pieces(["input_ids", "attention_mask"])
    distilled = hf.DistilBertConfig(
        vocab_size=len(plain), dim=16, n_layers=1, n_heads=2, hidden_dim=24, max_position_embeddings=64,
        initializer_range=0.6, **labels("NEGATIVE", "POSITIVE"),
    )
    yield "distilbert-labels", hf.DistilBertForSequenceClassification(distilled), plain
    yield "bert-tags", hf.BertForTokenClassification(bert(pieces, **tags)), pieces
    yield "roberta-tags", hf.RobertaForTokenClassification(roberta(pairs, **tags)), pairs
    yield "bert-mask", hf.BertForMaskedLM(bert(pieces)), pieces
    yield "roberta-mask", hf.RobertaForMaskedLM(roberta(pairs)), pairs
    yield "bert-answers", hf.BertForQuestionAnswering(bert(pieces)), pieces
    yield "roberta-answers", hf.RobertaForQuestionAnswering(roberta(pairs)), pairs
    yield "bert-states", hf.BertModel(bert(pieces)), pieces
    chatty = byte_pairs(around=False, longest=128, chat=CHAT)
    of_gpt2 = hf.GPT2Config(
        vocab_size=len(chatty), n_embd=16, n_layer=1, n_head=2, n_positions=128, initializer_range=0.4,
        bos_token_id=0, eos_token_id=2, pad_token_id=1,
    )
    yield "gpt2-words", hf.GPT2LMHeadModel(of_gpt2), chatty
    t5 = unigram("$A </s>")
    of_t5 = hf.T5Config(
        vocab_size=len(t5), d_model=16, d_kv=8, d_ff=24, num_layers=1, num_heads=2, initializer_factor=8.0,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
        task_specific_params={
            "summarization": {"prefix": "summarize: ", "max_length": 12, "min_length": 4, "num_beams": 2, "length_penalty": 2.0, "early_stopping": True},
            "translation_en_to_de": {"prefix": "translate English to German: ", "max_length": 10, "num_beams": 1},
        },
    )
    yield "t5-words", hf.T5ForConditionalGeneration(of_t5), t5
    of_bart = unigram("<s> $A </s>", ("<s>", "<pad>", "</s>", "<unk>"))
    yield "bart-words", hf.BartForConditionalGeneration(bart(of_bart)), of_bart
    languages = unigram("en_XX $A </s>", ("<s>", "<pad>", "</s>", "<unk>", "en_XX", "de_DE", "fr_XX"))
    yield "mbart-words", hf.MBartForConditionalGeneration(bart(languages, hf.MBartConfig)), languages


def save_all(folder, seed):
    torch.manual_seed(seed)
    opened = {}
    for name, model, tokenizer in every_model():
        with torch.no_grad():
            for parameter in model.parameters():
                parameter += 0.1 * torch.randn_like(parameter)
        path = os.path.join(folder, name)
        model.eval().save_pretrained(path)
        tokenizer.save_pretrained(path)
        opened[name] = (model, tokenizer)
    return opened
