"""Tokenizers of many kinds, and what Hugging Face's `tokenizers` makes of texts with them: python3 generate.py OUT [SEED [COUNT]]

OUT/tokenizers gets NAME/tokenizer.json, NAME/cases.json and texts.json, which the golden runner compares exactly. Without a
seed the few below; with one, COUNT random combinations of components, for wider comparisons.
"""
import json
import os
import random
import sys

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers import decoders as D
from tokenizers import models as M
from tokenizers import normalizers as N
from tokenizers import pre_tokenizers as P
from tokenizers import processors as O
from tokenizers import trainers as T

corpus = [
    "the small boat left the harbour before the sun was up",
    "nobody in the harbour town had seen the boat leave",
    "when the wind turned, the sails were set and the lines were coiled",
    "seven hundred and twelve gulls (712, to be exact) sat on the wall",
    "a cook's day begins at five o'clock; it doesn't end before ten",
    "Der kleine Hafen liegt am Ende der Straße, größer ist er nie gewesen.",
    "Le port était fermé, les pêcheurs attendaient déjà près du café.",
    "Лодка ушла из гавани до рассвета, и никто её не видел.",
    "小さな船は港を出た。風が変わった。",
    "작은 배가 항구를 떠났다",
    "x = [i ** 2 for i in range(10)]  # squares\nprint(x[3:7])\n",
] * 3

texts = [
    "", " ", "b", "\n\n", "The Harbour, the BOAT; the wind's turned!", "  two before, two behind  ",
    "tabs\tand\r\nlines\n\n\nand more", "it's we'll THEY'RE don't", "1 12 123 1234567 3,14 ½ ² Ⅷ ٣",
    "pêcheurs e\u0301te\u0301 a\u0323\u0302 A\u030a \u1e9b\u0323", "ﬁn ﬀ Ａｂｃ １２ ㍿ ™", "Straße İstanbul ΣΑΣ ǅ",
    "港を出た船 漢字カナひら ー", "작은 배\u1112\u1161\u11ab", "мир Лодка", "सुबह की नाव", "เรือเล็ก", "قارب صغير", "סירה",
    "😀", "a😀b 👩‍🚀🇫🇷 ❤️", "\u200bzero\u200dwidth\ufeff \u00adsoft", "nbsp\u00a0thin\u2009wide\u3000x\u0085y\u2028z",
    "\x00\x01\x7f\x9f\ufffd", "f(x) = {a: [1, 2]} // end", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "<tag> boat<tag>boat <pad> [MASK]the mask", "harbourtown harbour town, harbour.", "  <tag>  <s> x </s>", "...!!??--__",
    "q̣̇ 𝔸𝕓 𐍈 \U00020000 \U000e0067", "_under_score и_т_д", "\ue000private \ufdfa",
]


def normalizer(r):
    kinds = [
        lambda: N.NFC(), lambda: N.NFD(), lambda: N.NFKC(), lambda: N.NFKD(), lambda: N.Lowercase(), lambda: N.StripAccents(),
        lambda: N.Nmt(), lambda: N.Strip(r.random() < 0.5, r.random() < 0.5), lambda: N.Replace(r.choice(["a", "the", " ", "\n"]), r.choice(["", "_", "o o"])),
        lambda: N.Replace(Regex(r.choice([r"\s+", r"[0-9]", r"(?i:the)", r"\p{P}", r"\bb", r"[^\S\n]+"])), r.choice([" ", "#", ""])),
        lambda: N.Prepend(r.choice(["▁", "_ "])), lambda: N.ByteLevel(),
        lambda: N.BertNormalizer(r.random() < 0.7, r.random() < 0.7, r.choice([None, True, False]), r.random() < 0.6),
    ]
    chosen = [r.choice(kinds)() for _ in range(r.choice([0, 0, 1, 1, 2, 3]))]
    return None if not chosen else chosen[0] if len(chosen) == 1 else N.Sequence(chosen)


behaviors = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]
patterns = [
    r"\s+", r"\w+|[^\w\s]+", r"[A-Z]?[a-z]+", r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s+", r"\d", r"(?<=a)", r"^|$", r"\p{Han}|\p{Hiragana}+", r"[[:punct:]]", r"(?>a+)b?", r"(.)\1",
]


def pre_tokenizer(r):
    kinds = [
        lambda: P.Whitespace(), lambda: P.WhitespaceSplit(), lambda: P.BertPreTokenizer(), lambda: P.Punctuation(r.choice(behaviors)),
        lambda: P.Digits(r.random() < 0.5), lambda: P.ByteLevel(add_prefix_space=r.random() < 0.5, use_regex=r.random() < 0.7),
        lambda: P.Metaspace("▁", r.choice(["always", "first", "never"]), r.random() < 0.7), lambda: P.CharDelimiterSplit(r.choice([" ", "a"])),
        lambda: P.UnicodeScripts(), lambda: P.Split(r.choice(["the", " ", "a"]), r.choice(behaviors), r.random() < 0.3),
        lambda: P.Split(Regex(r.choice(patterns)), r.choice(behaviors), r.random() < 0.3), lambda: P.FixedLength(r.choice([1, 3, 5])),
    ]
    chosen = [r.choice(kinds)() for _ in range(r.choice([0, 1, 1, 1, 2, 3]))]
    return None if not chosen else chosen[0] if len(chosen) == 1 else P.Sequence(chosen)


def decoder(r):
    kinds = [
        lambda: D.ByteLevel(), lambda: D.Fuse(), lambda: D.ByteFallback(), lambda: D.Metaspace("▁", r.choice(["always", "never"])),
        lambda: D.WordPiece(r.choice(["##", "@@"]), r.random() < 0.5), lambda: D.BPEDecoder("</w>"), lambda: D.CTC("<pad>", "|", r.random() < 0.5),
        lambda: D.Replace(r.choice(["▁", "Ġ", "a"]), r.choice([" ", ""])), lambda: D.Replace(Regex(r"[aeiou]"), "*"),
        lambda: D.Strip(r.choice([" ", "a"]), r.choice([0, 1]), 0),
    ]
    chosen = [r.choice(kinds)() for _ in range(r.choice([0, 1, 1, 2, 3]))]
    return None if not chosen else chosen[0] if len(chosen) == 1 else D.Sequence(chosen)


specials = ["<pad>", "<s>", "</s>", "<unk>"]


def trained(r, kind=None):
    kind = kind or r.choice(["bpe", "bpe", "wordpiece", "unigram", "wordlevel"])
    size = r.choice([150, 300, 500])
    unk = r.choice(["<unk>", "<unk>", None]) if kind == "bpe" else "<unk>"
    byte_tokens = [f"<0x{b:02X}>" for b in range(256)] if kind in ("bpe", "unigram") and r.random() < 0.4 else []
    fallback = bool(byte_tokens)
    if kind == "bpe":
        prefix, suffix = r.choice([(None, None), (None, None), ("##", None), (None, "</w>")])
        affixes = {**({"continuing_subword_prefix": prefix} if prefix else {}), **({"end_of_word_suffix": suffix} if suffix else {})}
        model = M.BPE(unk_token=unk, fuse_unk=r.random() < 0.5, byte_fallback=fallback, ignore_merges=r.random() < 0.2, **affixes)
        trainer = T.BpeTrainer(vocab_size=size + len(byte_tokens), special_tokens=specials + byte_tokens, show_progress=False, **affixes,
                               initial_alphabet=P.ByteLevel.alphabet() if r.random() < 0.5 else [])
    elif kind == "wordpiece":
        model = M.WordPiece(unk_token=unk, max_input_chars_per_word=r.choice([5, 20, 100]))
        trainer = T.WordPieceTrainer(vocab_size=size, special_tokens=specials, show_progress=False)
    elif kind == "unigram":
        model = M.Unigram()
        trainer = T.UnigramTrainer(vocab_size=size + len(byte_tokens), special_tokens=specials + byte_tokens, unk_token=unk, show_progress=False)
    else:
        model = M.WordLevel(unk_token=unk)
        trainer = T.WordLevelTrainer(vocab_size=size, special_tokens=specials, show_progress=False)
    t = Tokenizer(model)
    if (n := normalizer(r)) is not None:
        t.normalizer = n
    if (p := pre_tokenizer(r)) is not None:
        t.pre_tokenizer = p
    # What is normalised away is nothing to train on.
    t.train_from_iterator(corpus, trainer)
    if kind == "unigram" and fallback:
        j = json.loads(t.to_str())
        j["model"]["byte_fallback"] = True
        t = Tokenizer.from_str(json.dumps(j))
    if (d := decoder(r)) is not None:
        t.decoder = d
    for content in ["<tag>", "[MASK]", "harbour", "Boat", " wind"]:
        if r.random() < 0.5:
            token = AddedToken(content, single_word=r.random() < 0.3, lstrip=r.random() < 0.3, rstrip=r.random() < 0.3, normalized=r.random() < 0.4)
            (t.add_special_tokens if r.random() < 0.4 else t.add_tokens)([token])
    s, e = ("<s>", t.token_to_id("<s>")), ("</s>", t.token_to_id("</s>"))
    post = r.choice([
        lambda: None, lambda: O.BertProcessing(e, s), lambda: O.RobertaProcessing(e, s, r.random() < 0.5, r.random() < 0.5), lambda: O.ByteLevel(trim_offsets=r.random() < 0.5),
        lambda: O.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[s, e]),
        lambda: O.TemplateProcessing(single="$A </s>", pair="$B:1 </s>:2 <s> $A", special_tokens=[s, e]),
        lambda: O.Sequence([O.ByteLevel(trim_offsets=True), O.TemplateProcessing(single="<s> $0", pair="<s> $A $B:1", special_tokens=[s])]),
    ])()
    if post is not None:
        t.post_processor = post
    return t


def fields(e, full):
    out = {"ids": e.ids, "tokens": e.tokens, "offsets": [x for o in e.offsets for x in o]}
    if full:
        out.update(type_ids=e.type_ids, special_tokens_mask=e.special_tokens_mask, word_ids=e.word_ids, sequence_ids=e.sequence_ids, attention_mask=e.attention_mask)
    elif any(e.type_ids):
        out["type_ids"] = e.type_ids
    return out


def decoded(t, ids, case):
    def attempt(skip):
        try:
            return t.decode(ids, skip_special_tokens=skip)
        except BaseException:
            return None
    case["decoded"], case["decoded_skip"] = attempt(False), attempt(True)


def cases(t, r, some):
    out = []
    for i in some:
        for add in (True, False) if r.random() < 0.3 else (True,):
            e = t.encode(texts[i], add_special_tokens=add)
            case = {"kind": "encode", "text": i, **({} if add else {"add_special_tokens": False}), **fields(e, False)}
            decoded(t, e.ids, case)
            out.append(case)
    for _ in range(4):
        i, j = r.choice(some), r.choice(some)
        out.append({"kind": "pair", "text": i, "pair": j, **fields(t.encode(texts[i], texts[j]), True)})
    words = ["the", "Boat's", "  left", "", "港", "harbour"]
    out.append({"kind": "words", "words": words, **fields(t.encode(words, is_pretokenized=True), True)})
    for _ in range(6):
        i, j = r.choice(some), r.choice([None, r.choice(some)])
        case = {"kind": "truncate", "text": i, "pair": j, "max_length": r.choice([5, 8, 13]), "stride": r.choice([0, 0, 2]), "direction": r.choice(["left", "right"]),
                "strategy": r.choice(["longest_first", "only_first", "only_second"])}
        try:
            t.enable_truncation(case["max_length"], stride=case["stride"], strategy=case["strategy"], direction=case["direction"])
            e = t.encode(texts[i], texts[j]) if j is not None else t.encode(texts[i])
            case.update(fields(e, True))
            case["overflowing"] = [{"ids": o.ids, "offsets": [x for p in o.offsets for x in p], "type_ids": o.type_ids, "special_tokens_mask": o.special_tokens_mask} for o in e.overflowing]
        except BaseException as error:
            case["error"] = str(error)
        t.no_truncation()
        out.append(case)
    batch = [r.choice(some) for _ in range(3)]
    pad = {"direction": r.choice(["left", "right"]), "length": r.choice([None, 12]), "pad_to_multiple_of": r.choice([None, 8])}
    t.enable_padding(direction=pad["direction"], length=pad["length"], pad_to_multiple_of=pad["pad_to_multiple_of"], pad_id=0, pad_type_id=3, pad_token="<pad>")
    es = t.encode_batch([texts[i] for i in batch])
    out.append({"kind": "pad", "texts": batch, **pad, "pad_token": "<pad>", "pad_id": 0, "pad_type_id": 3, "batch": [{"ids": e.ids, "tokens": e.tokens, "type_ids": e.type_ids, "attention_mask": e.attention_mask, "special_tokens_mask": e.special_tokens_mask, "sequence_ids": e.sequence_ids} for e in es]})
    t.no_padding()
    for _ in range(2):
        ids = [r.randrange(t.get_vocab_size() + 5) for _ in range(8)]
        case = {"kind": "decode", "ids": ids}
        decoded(t, ids, case)
        out.append(case)
    return out


def write(folder, name, t, cs):
    os.makedirs(f"{folder}/{name}", exist_ok=True)
    t.save(f"{folder}/{name}/tokenizer.json", pretty=False)
    with open(f"{folder}/{name}/cases.json", "w") as f:
        json.dump({"tokenizers": tokenizers.__version__, "vocab_size": t.get_vocab_size(), "cases": cs}, f, ensure_ascii=True)


def main(out, seed=None, count=40):
    folder = f"{out}/tokenizers"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/texts.json", "w") as f:
        json.dump({"texts": texts}, f, ensure_ascii=True)
    for i in range(8 if seed is None else int(count)):
        r = random.Random(f"{seed}/{i}")
        some = list(range(len(texts))) if seed is not None else sorted(r.sample(range(len(texts)), 12))
        try:
            t = trained(r)
        except BaseException as error:
            print("not trained:", str(error)[:100])
            continue
        try:
            write(folder, f"random-{i:03}", t, cases(t, r, some))
        except BaseException as error:
            print(i, "no cases:", str(error)[:200])


if __name__ == "__main__":
    main(*sys.argv[1:])
