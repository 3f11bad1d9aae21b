"""Models of sentencepiece and what it makes of texts with them: python3 generate-sentencepiece.py OUT"""
import base64
import io
import json
import sys

import sentencepiece

from generate import corpus, texts

settings = {
    "unigram": {"model_type": "unigram", "vocab_size": 260},
    "bpe": {"model_type": "bpe", "vocab_size": 520, "byte_fallback": True},
    "bpe-plain": {"model_type": "bpe", "vocab_size": 260, "add_dummy_prefix": False, "remove_extra_whitespaces": False, "user_defined_symbols": ["<tag>"]},
}


def main(out):
    models = {}
    for name, given in settings.items():
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(corpus), model_writer=model, normalization_rule_name="identity", hard_vocab_limit=False, minloglevel=2, **given)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        # Signs such as <s> in a text are text to sentencepiece and tokens to Hugging Face.
        encodings = [[text, processor.encode(text)] for text in texts if "\0" not in text and "<s>" not in text]
        models[name] = {"model": base64.b64encode(model.getvalue()).decode(), "encodings": encodings}
    with open(f"{out}/sentencepiece.json", "w") as f:
        json.dump({"sentencepiece": sentencepiece.__version__, "models": models}, f, ensure_ascii=True)


main(*sys.argv[1:])
