"""What Hugging Face's tokenizers learns of a small text: python3 generate-training.py OUT [SEED], other sizes and words with a seed."""
import json
import os
import random
import sys

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

out, *rest = sys.argv[1:]
seed = int(rest[0]) if rest else 0
choice = random.Random(seed)
corpus = f"harbour{seed or ''}"

stems = "boat sail harbour rope wind tide gull lantern naïve café mast water crew Ærø storm quay anchor cargo fog shore".split()
endings = ["", "s", "ed", "ing", "'s", "er", "ers", "less", "ly"]
others = "the a of and under over before 1,024 3 42 — … “so” (no) 東京 é 😀 don't we'll I".split()


def line():
    words = [choice.choice(others) if choice.random() < 0.45 else choice.choice(stems) + choice.choice(endings) for _ in range(choice.randint(3, 11))]
    return " ".join(words).capitalize() + choice.choice([".", "!", "?", "", ";"])


def size(usual, least, most):
    return choice.randint(least, most) if seed else usual


text = "\n".join(line() for _ in range(150)) + "\n"
os.makedirs(f"{out}/data/{corpus}", exist_ok=True)
with open(f"{out}/data/{corpus}/input.txt", "w") as file:
    file.write(text)

byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
quiet = {"show_progress": False}
kinds = {
    "bpe-bytelevel": (
        models.BPE(), None, byte_level, decoders.ByteLevel(),
        trainers.BpeTrainer(vocab_size=size(340, 270, 600), special_tokens=["<|endoftext|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **quiet),
    ),
    "bpe-suffix": (
        models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"), normalizers.Lowercase(), pre_tokenizers.Whitespace(), decoders.BPEDecoder(),
        trainers.BpeTrainer(vocab_size=size(200, 150, 400), special_tokens=["<unk>"], end_of_word_suffix="</w>", **quiet),
    ),
    "bpe-prefix": (
        models.BPE(unk_token="<unk>", continuing_subword_prefix="##"), None, pre_tokenizers.Whitespace(), None,
        trainers.BpeTrainer(vocab_size=size(220, 170, 400), special_tokens=["<unk>"], continuing_subword_prefix="##", **quiet),
    ),
    "wordpiece": (
        models.WordPiece(unk_token="[UNK]"), normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer(), decoders.WordPiece(),
        trainers.WordPieceTrainer(vocab_size=size(220, 150, 400), special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], **quiet),
    ),
    "unigram": (
        models.Unigram(), normalizers.NFKC(), pre_tokenizers.Metaspace(), decoders.Metaspace(),
        trainers.UnigramTrainer(vocab_size=size(200, 150, 300), special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", **quiet),
    ),
    "wordlevel": (
        models.WordLevel(unk_token="<unk>"), None, pre_tokenizers.Whitespace(), None,
        trainers.WordLevelTrainer(vocab_size=size(80, 40, 160), special_tokens=["<unk>"], **quiet),
    ),
}  # fmt: skip

os.makedirs(f"{out}/tokenizer-training", exist_ok=True)
for kind, (model, normalizer, pre_tokenizer, decoder, trainer) in kinds.items():
    tokenizer = Tokenizer(model)
    tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.decoder = normalizer or tokenizer.normalizer, pre_tokenizer, decoder or tokenizer.decoder
    tokenizer.train([f"{out}/data/{corpus}/input.txt"], trainer)  # by lines, with their ends
    name = f"{out}/tokenizer-training/{kind}-{tokenizer.get_vocab_size()}-{corpus}"
    with open(f"{name}.json", "w") as file:
        json.dump(json.loads(tokenizer.to_str()), file, ensure_ascii=False, indent=1)
    texts = [line() for _ in range(4)] + ["", "Unseen: żółw 😀 ,", "the harbours"]
    encodings = [(one, tokenizer.encode(one)) for one in texts]
    with open(f"{name}.cases.json", "w") as file:
        json.dump([{"text": one, "ids": given.ids, "tokens": given.tokens} for one, given in encodings], file, ensure_ascii=False, indent=1)
