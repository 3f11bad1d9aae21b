"""The encoder-decoder of "Attention is all you need" (arXiv:1706.03762), which qkv trains on pairs."""

import math
from types import SimpleNamespace

import torch
from torch import nn


class Seq2Seq(nn.Module):
    """Embeddings times the root of the width plus sinusoids, nn.Transformer, a head over the target vocabulary."""

    def __init__(self, config):
        super().__init__()
        width = config["d_model"]
        self.padding = config["pad_token_id"]
        self.source_embedding = nn.Embedding(config["source_vocab_size"], width, self.padding)
        self.target_embedding = nn.Embedding(config["target_vocab_size"], width, self.padding)
        self.dropout = nn.Dropout(config["dropout"])
        self.transformer = nn.Transformer(
            width,
            config["nhead"],
            config["num_encoder_layers"],
            config["num_decoder_layers"],
            config["dim_feedforward"],
            config["dropout"],
            config["activation_function"],
            norm_first=config["norm_first"],
            batch_first=True,
        )
        self.transformer.encoder.enable_nested_tensor = False  # padding stays where it is
        self.head = nn.Linear(width, config["target_vocab_size"])

    def embed(self, table, ids):
        x = table(ids) * math.sqrt(table.embedding_dim)  # [batch, tokens, width]
        position = torch.arange(ids.shape[1], device=x.device, dtype=torch.float64).unsqueeze(1)
        pair = torch.arange(0, table.embedding_dim, 2, device=x.device, dtype=torch.float64)
        angle = position / 10000 ** (pair / table.embedding_dim)
        sinusoids = torch.stack([angle.sin(), angle.cos()], -1).flatten(1)
        return self.dropout(x + sinusoids[:, : table.embedding_dim].to(x.dtype))

    def forward(self, input_ids, decoder_input_ids, **_):
        hidden = input_ids == self.padding
        length = decoder_input_ids.shape[1]
        later = torch.ones(length, length, dtype=torch.bool, device=hidden.device).triu(1)
        output = self.transformer(
            self.embed(self.source_embedding, input_ids),
            self.embed(self.target_embedding, decoder_input_ids),
            tgt_mask=later,
            src_key_padding_mask=hidden,
            memory_key_padding_mask=hidden,
        )
        return SimpleNamespace(logits=self.head(output))
