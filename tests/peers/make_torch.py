#!/usr/bin/env python3
"""Computes what PyTorch gives where masks and biases are involved, in binary64.

    python3 tests/peers/make_torch.py

The sets are those of make_expected.py: scaled_dot_product_attention with all its arguments but
dropout, nn.MultiheadAttention with masks, padding and added keys, and the published examples of
flex_attention. All run in eager mode.
"""

import numpy as np
import torch
from make_expected import Set
from make_layers import CLOSE, joined, split, stacked
from torch.nn.attention.flex_attention import (and_masks, create_block_mask, flex_attention,
                                               or_masks)
from torch.nn.functional import scaled_dot_product_attention

SINGLE = 1e-5


def numbers(random, *shape):
    return random.normal(size=shape).round(3)


def both(s, name, step, flags, expected):
    """In double and in single precision."""
    s.case(name, f"{step} {flags}", expected, CLOSE, CLOSE)
    s.case(name, f"{step} --precision=single {flags}", expected, SINGLE, SINGLE)


# scaled_dot_product_attention. -------------------------------------------------------------------


def product_attention():
    random = np.random.default_rng(51)
    n, m, heads, kv = 5, 7, 4, 2
    q, k, v = numbers(random, n, heads * 3), numbers(random, m, kv * 3), numbers(random, m, kv * 5)
    seen, seen_by_head = random.random((n, m)) < 0.6, random.random((heads * n, m)) < 0.6
    seen[2] = seen_by_head[n + 1] = False
    one = random.random((1, m)) < 0.7
    bias, bias_by_head = numbers(random, n, m), numbers(random, heads * n, m)
    for x in (bias, bias_by_head):
        x[random.random(x.shape) < 0.2] = -np.inf
    bias[0] = -np.inf
    files = {"mask": seen, "masks": seen_by_head, "one": one, "bias": bias,
             "biases": bias_by_head, "row": bias[1:2]}
    s = Set("torch-product", q=q, k=k, v=v, **{x: y.astype(float) for x, y in files.items()})
    flags = f"-f scaled-dot --heads={heads} --kv-heads={kv} -q q.csv -k k.csv -v v.csv"
    for stem, flag in [("mask", "mask"), ("masks", "mask"), ("one", "mask"), ("bias", "bias"),
                       ("biases", "bias"), ("row", "bias")]:
        x = torch.tensor(files[stem])
        mask = x.reshape(1, heads, n, m) if len(x) > n else x
        for more, options in [("", {}), (" --scale=0.7", {"scale": 0.7})]:
            y = scaled_dot_product_attention(split(q, heads), split(k, kv), split(v, kv), mask,
                                             enable_gqa=True, **options)
            name = f"with-{stem}" + ("-scaled" if more else "")
            both(s, name, "context", f"{flags} --{flag}={stem}.csv{more}", joined(y))
    for more, options in [("", {}), (" --scale=-2", {"scale": -2.0})]:
        y = scaled_dot_product_attention(split(q, heads), split(k, kv), split(v, kv),
                                         is_causal=True, enable_gqa=True, **options)
        both(s, "causal" + ("-scaled" if more else ""), "context", f"{flags} --causal{more}",
             joined(y))
    y = scaled_dot_product_attention(split(k, kv), split(q, heads)[:, :kv],
                                     split(q, heads)[:, :kv], is_causal=True)
    s.case("tall", "context -f scaled-dot --heads=2 -q k.csv -k q.csv --columns=1-6 --causal",
           joined(y), CLOSE, CLOSE)
    s.close()


# nn.MultiheadAttention. --------------------------------------------------------------------------


def filled(layer, random):
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(torch.tensor(random.normal(size=p.shape).round(3) / 2))
    return layer, {name: p.detach().numpy() for name, p in layer.named_parameters()}


def multi_head_masks():
    """Padding, masks and biases, and the mean of the heads' weights: the heads' contexts of an
    identity, side by side, projected to their mean."""
    random = np.random.default_rng(52)
    n, m, d, heads = 4, 6, 8, 2
    layer, p = filled(torch.nn.MultiheadAttention(d, heads, batch_first=True).double(), random)
    q, k, v = numbers(random, n, d), numbers(random, m, d), numbers(random, m, d)
    padding = np.array([0, 0, 1, 0, 0, 1], bool)
    hidden = random.random((n, m)) < 0.4
    hidden[:, 0] = False
    biases = numbers(random, heads * n, m)
    wq, wk, wv = (w.T for w in p["in_proj_weight"].reshape(3, d, d))
    bq, bk, bv = p["in_proj_bias"].reshape(3, d)
    s = Set("torch-multi-head", q=q, k=k, v=v, wq=wq, wk=wk, wv=wv, bq=bq, bk=bk, bv=bv,
            wo=p["out_proj.weight"].T, bo=p["out_proj.bias"], seen=(~padding).astype(float),
            mask=(~hidden).astype(float), biases=biases,
            allowed=(~(hidden | padding)).astype(float), eyes=np.tile(np.eye(m), heads),
            mean=np.tile(np.eye(m), (heads, 1)) / heads)
    scores = (f"--heads={heads} --scale=auto -q q.csv -k k.csv --project-queries=wq.csv "
              "--project-queries-bias=bq.csv --project-keys=wk.csv --project-keys-bias=bk.csv")
    values = ("-v v.csv --project-values=wv.csv --project-values-bias=bv.csv "
              "--project-output=wo.csv --project-output-bias=bo.csv")
    for name, flags, options in [
        ("padded", "--mask=seen.csv", {"key_padding_mask": torch.tensor(padding)[None]}),
        ("masked", "--mask=mask.csv", {"attn_mask": torch.tensor(hidden)}),
        ("both", "--mask=allowed.csv", {"attn_mask": torch.tensor(hidden),
                                       "key_padding_mask": torch.tensor(padding)[None]}),
        ("biased", "--bias=biases.csv",
         {"attn_mask": torch.tensor(biases.reshape(heads, n, m))}),
        ("biased-padded", "--bias=biases.csv --mask=seen.csv",
         {"attn_mask": torch.tensor(biases.reshape(heads, n, m)),
          "key_padding_mask": torch.where(torch.tensor(padding), -torch.inf, 0.0).double()[None]}),
    ]:
        with torch.no_grad():
            y, a = layer(*(torch.tensor(x)[None] for x in (q, k, v)), average_attn_weights=False,
                         **options)
            mean = layer(*(torch.tensor(x)[None] for x in (q, k, v)), **options)[1][0].numpy()
        both(s, name, "context", f"{scores} {values} {flags}", y[0].numpy())
        both(s, f"{name}-weights", "softmax", f"{scores} {flags}", stacked(a[0]))
        s.case(f"{name}-mean", f"context {scores} -v eyes.csv --project-output=mean.csv {flags}",
               mean, CLOSE, CLOSE)
    s.close()


def multi_head_added():
    """bias_k and bias_v as one more key, add_zero_attn as another. Each has a column of its own in
    the keys and values, 1 in its row and 0 elsewhere, and its row of the weights is what it is
    after the projection, less the projection's bias."""
    random = np.random.default_rng(53)
    n, m, d, heads = 4, 5, 6, 3
    layer = torch.nn.MultiheadAttention(d, heads, add_bias_kv=True, add_zero_attn=True,
                                        batch_first=True).double()
    layer, p = filled(layer, random)
    q, k, v = numbers(random, n, d), numbers(random, m, d), numbers(random, m, d)
    wq, wk, wv = (w.T for w in p["in_proj_weight"].reshape(3, d, d))
    bq, bk, bv = p["in_proj_bias"].reshape(3, d)

    def added(x):
        return np.block([[x, np.zeros((m, 2))], [np.zeros((2, d)), np.eye(2)]])

    s = Set("torch-added-keys", q=q, k=added(k), v=added(v), wq=wq, bq=bq, bk=bk, bv=bv,
            wk=np.vstack([wk, p["bias_k"][0] - bk, -bk]),
            wv=np.vstack([wv, p["bias_v"][0] - bv, -bv]),
            wo=p["out_proj.weight"].T, bo=p["out_proj.bias"])
    with torch.no_grad():
        y, a = layer(*(torch.tensor(x)[None] for x in (q, k, v)), average_attn_weights=False)
    scores = (f"--heads={heads} --scale=auto -q q.csv -k k.csv --project-queries=wq.csv "
              "--project-queries-bias=bq.csv --project-keys=wk.csv --project-keys-bias=bk.csv")
    values = ("-v v.csv --project-values=wv.csv --project-values-bias=bv.csv "
              "--project-output=wo.csv --project-output-bias=bo.csv")
    both(s, "output", "context", f"{scores} {values}", y[0].numpy())
    both(s, "weights", "softmax", scores, stacked(a[0]))
    s.close()


# flex_attention. ---------------------------------------------------------------------------------


def causal(b, h, i, j):
    return i >= j


def sliding(b, h, i, j):
    return i - j <= 3


def prefix(b, h, i, j):
    return j < 4


def capped(score, b, h, i, j):
    return 2 * torch.tanh(score / 2)


def relative(score, b, h, i, j):
    return score + (i - j)


def flex():
    """The examples of the FlexAttention article (He and others, 2024), and combinations."""
    random = np.random.default_rng(54)
    n, heads, width = 11, 4, 3
    documents = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2, 0, 1])
    parts = [numbers(random, n, heads * width) for _ in range(3)]
    q, k, v = parts
    document_of = torch.tensor(documents)
    table = numbers(random, heads, n, n)
    biases = torch.tensor(table)
    s = Set("torch-flex", q=q, k=k, v=v, biases=stacked(table),
            distances=np.arange(n)[:, None] - np.arange(n),
            qd=np.column_stack([documents, q]), kd=np.column_stack([documents, k]))

    def document(b, h, i, j):
        return document_of[i] == document_of[j]

    # Positions count within a document.
    place = torch.tensor([(documents[:i] == x).sum() for i, x in enumerate(documents)])

    def in_document(mask):
        return lambda b, h, i, j: mask(b, h, place[i], place[j])

    def scored_in_document(modify):
        return lambda score, b, h, i, j: modify(score, b, h, place[i], place[j])

    def alibi(score, b, h, i, j):
        return score + torch.exp2(-((h + 1) * 8.0 / heads)) * (j - i)

    def learned(score, b, h, i, j):
        return score + biases[h, i, j]

    def capped_alibi(score, b, h, i, j):
        return alibi(capped(score, b, h, i, j), b, h, i, j)

    plain, packed = "-q q.csv -k k.csv", "--group=1 -q qd.csv -k kd.csv"
    for name, files, flags, score, mask in [
        ("full", plain, "", None, None),
        ("relative", plain, "--bias=distances.csv", relative, None),
        ("learned", plain, "--bias=biases.csv", learned, None),
        ("softcap", plain, "--softcap=2", capped, None),
        ("causal", plain, "--causal", None, causal),
        ("window", plain, "--causal --window=3,-1", None, and_masks(causal, sliding)),
        ("prefix", plain, "--causal --prefix=4", None, or_masks(causal, prefix)),
        ("document", packed, "", None, document),
        ("alibi", plain, "--causal --alibi", alibi, causal),
        ("document-causal", packed, "--causal", None, and_masks(causal, document)),
        ("document-window-alibi", packed, "--causal --window=3,0 --alibi",
         scored_in_document(alibi), and_masks(in_document(and_masks(causal, sliding)), document)),
        ("document-softcap", packed, "--causal --softcap=2", capped, and_masks(causal, document)),
        ("all", packed, "--causal --window=3,0 --softcap=2 --alibi",
         scored_in_document(capped_alibi),
         and_masks(in_document(and_masks(causal, sliding)), document)),
        ("prefix-softcap", plain, "--causal --prefix=4 --softcap=2", capped,
         or_masks(causal, prefix)),
    ]:
        block = mask and create_block_mask(mask, None, None, n, n, device="cpu")
        y, lse = flex_attention(*(split(x, heads) for x in parts), score_mod=score,
                                block_mask=block, return_lse=True)
        flags = f"-f scaled-dot --heads={heads} {files} -v v.csv {flags}".rstrip()
        both(s, name, "context", flags, joined(y))
        with_lse = np.hstack([joined(y), lse[0].numpy().T])
        s.case(f"{name}-lse", f"context --lse {flags}", with_lse, CLOSE, CLOSE)
    s.close()


if __name__ == "__main__":
    product_attention()
    multi_head_masks()
    multi_head_added()
    flex()
