#!/usr/bin/env python3
"""Computes what layers of attention must print, with PyTorch and onnx's reference in binary64.

    python3 tests/peers/make_layers.py

The sets are those of make_expected.py: heads, projections and rotary embedding, against
torch.nn.MultiheadAttention, torch.nn.functional.scaled_dot_product_attention, and onnx's Attention
and RotaryEmbedding.
"""

import numpy as np
import torch
from layer_expected import onnx_run
from make_expected import Set

CLOSE = 1e-12  # relative and absolute: sums of a few numbers near 1


def stacked(heads):
    """Matrices one a head, one after another."""
    return np.concatenate([np.asarray(x) for x in heads])


def split(x, heads):
    """n x (heads d) to 1 x heads x n x d."""
    return torch.tensor(x.reshape(len(x), heads, -1)).transpose(0, 1)[None]


def joined(x):
    """1 x heads x n x d to n x (heads d)."""
    return x[0].transpose(0, 1).reshape(x.shape[2], -1).numpy()


def multi_head():
    """nn.MultiheadAttention, its weights exported: features in rows, so each is turned."""
    random = np.random.default_rng(41)
    n, m, d, d_k, d_v, heads = 5, 7, 12, 6, 8, 3
    layer = torch.nn.MultiheadAttention(d, heads, kdim=d_k, vdim=d_v, batch_first=True).double()
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(torch.tensor(random.normal(size=p.shape).round(3) / 2))
    q, k, v = (random.normal(size=s).round(3) for s in ((n, d), (m, d_k), (m, d_v)))
    detached = {x: y.detach().numpy() for x, y in layer.named_parameters()}
    bq, bk, bv = detached["in_proj_bias"].reshape(3, d)
    s = Set("multi-head", q=q, k=k, v=v, bq=bq, bk=bk, bv=bv[:, None],
            bo=detached["out_proj.bias"], wo=detached["out_proj.weight"].T,
            **{"w" + x: detached[x + "_proj_weight"].T for x in "qkv"})
    queries = "--project-queries=wq.csv --project-queries-bias=bq.csv"
    keys = "--project-keys=wk.csv --project-keys-bias=bk.csv"
    values = "--project-values=wv.csv --project-values-bias=bv.csv"
    output = "--project-output=wo.csv --project-output-bias=bo.csv"
    scores = f"--heads={heads} --scale=auto -q q.csv -k k.csv {queries} {keys}"

    def run(**options):
        with torch.no_grad():
            y, a = layer(*(torch.tensor(x)[None] for x in (q, k, v)),
                         average_attn_weights=False, **options)
        return y[0].numpy(), a[0].numpy()

    y, a = run()
    s.case("output", f"context {scores} -v v.csv {values} {output}", y, CLOSE, CLOSE)
    single = f"context --precision=single {scores} -v v.csv {values} {output}"
    s.case("output", single, y, 1e-5, 1e-5)
    s.case("output", f"context --kernel=reference {scores} -v v.csv {values} {output}", y, CLOSE, CLOSE)
    s.case("weights", f"softmax {scores}", stacked(a), CLOSE, CLOSE)
    s.case("head-1", f"softmax {scores} --head=1", a[1], CLOSE, CLOSE)
    s.case("sums", f"weights {scores}", a.sum(axis=1), CLOSE, CLOSE)
    s.case("sums-1", f"weights {scores} --head=1", a[1].sum(axis=0), CLOSE, CLOSE)
    own = a.sum(axis=1)
    v_heads = (v @ detached["v_proj_weight"].T + bv).reshape(m, heads, -1)
    summed = np.concatenate([own[h] @ v_heads[:, h] for h in range(heads)])
    score = summed @ detached["out_proj.weight"].T + detached["out_proj.bias"]
    s.case("score", f"score {scores} -v v.csv {values} {output}", score, CLOSE, 1e-11)
    s.case("score-joined", f"score {scores} -v v.csv {values}", summed, CLOSE, 1e-11)
    one = summed.reshape(heads, -1)[2]
    s.case("score-2", f"score {scores} -v v.csv {values} --head=2", one, CLOSE, 1e-11)
    context = stacked([(a[h] @ v_heads[:, h]).T for h in range(heads)]).T
    s.case("joined", f"context {scores} -v v.csv {values}", context, CLOSE, CLOSE)
    s.case("context-0", f"context {scores} -v v.csv {values} --head=0", context[:, :4], CLOSE, CLOSE)
    y, a = run(attn_mask=torch.ones(n, m, dtype=bool).triu(1), need_weights=True)
    s.case("causal", f"context {scores} -v v.csv {values} {output} --causal", y, CLOSE, CLOSE)
    s.case("causal-weights", f"softmax {scores} --causal", stacked(a), CLOSE, CLOSE)
    s.close()


def grouped():
    """scaled_dot_product_attention(enable_gqa=True), from one head of keys to as many as queries."""
    random = np.random.default_rng(42)
    n, m, heads = 4, 6, 4
    q = random.normal(size=(n, heads * 3)).round(3)
    for kv in (1, 2, 4):
        k, v = (random.normal(size=(m, kv * w)).round(3) for w in (3, 2))
        s = Set(f"grouped-{kv}", q=q, k=k, v=v)
        flags = f"--heads={heads} --kv-heads={kv} -f scaled-dot -q q.csv -k k.csv"
        for name, more, options in [
            ("context", "", {}),
            ("causal", " --causal", {"is_causal": True}),
            ("scaled", " --scale=0.3", {"scale": 0.3}),
        ]:
            y = torch.nn.functional.scaled_dot_product_attention(
                split(q, heads), split(k, kv), split(v, kv), enable_gqa=True, **options)
            s.case(name, f"context {flags} -v v.csv{more}", joined(y), CLOSE, CLOSE)
        s.close()


def angles(positions, width, base):
    return np.asarray(positions)[:, None] * base ** (-2 * np.arange(width // 2) / width)


def turned(x, heads, angle, interleaved=False):
    """onnx's RotaryEmbedding of rows at these angles."""
    y, = onnx_run("RotaryEmbedding", 23, [x[None], np.cos(angle)[None], np.sin(angle)[None]],
                  interleaved=int(interleaved), num_heads=heads,
                  rotary_embedding_dim=2 * angle.shape[1])
    return y[0]


def rotary():
    """onnx's RotaryEmbedding of queries and keys, then scaled_dot_product_attention; and the
    turned queries themselves, which the identity for keys, at position 0, shows."""
    random = np.random.default_rng(43)
    n, m, heads, width = 4, 5, 2, 6
    q, k, v = (random.normal(size=(r, heads * width)).round(3) for r in (n, m, m))
    tokens, key_tokens = np.array([3, 0, 7, 7]), np.array([2, 9, 0, 1, 4])
    table = angles(np.arange(10), width, 10000.0)
    s = Set("rotary", q=q, k=k, v=v, p=tokens[:, None], pk=key_tokens, eye=np.eye(width),
            zeros=np.zeros((width, 1)), cos=np.cos(table), sin=np.sin(table))
    flags = f"--heads={heads} -f scaled-dot -q q.csv -k k.csv"
    for name, more, width_turned, base, places, key_places, interleaved in [
        ("halves", "--rope", 6, 10000.0, range(n), range(m), False),
        ("interleaved", "--rope --rope-interleaved", 6, 10000.0, range(n), range(m), True),
        ("base", "--rope=500", 6, 500.0, range(n), range(m), False),
        ("part", "--rope --rope-dim=4", 4, 10000.0, range(n), range(m), False),
        ("cached", "--rope --offset=end", 6, 10000.0, range(1, 1 + n), range(m), False),
        ("given", "--rope --positions=p.csv --key-positions=pk.csv", 6, 10000.0, tokens,
         key_tokens, False),
        ("tables", "--rope-cos=cos.csv --rope-sin=sin.csv", 6, 10000.0, range(n), range(m), False),
        ("looked-up", "--rope-cos=cos.csv --rope-sin=sin.csv --rope-interleaved "
         "--positions=p.csv --key-positions=pk.csv", 6, 10000.0, tokens, key_tokens, True),
    ]:
        a = turned(q, heads, angles(places, width_turned, base), interleaved)
        b = turned(k, heads, angles(key_places, width_turned, base), interleaved)
        y = torch.nn.functional.scaled_dot_product_attention(
            split(a, heads), split(b, heads), split(v, heads))
        s.case(name, f"context {flags} -v v.csv {more}", joined(y), CLOSE, CLOSE)
        s.case(name, f"context --precision=single {flags} -v v.csv {more}", joined(y), 1e-5, 1e-5)
        scores = (split(a, heads) @ split(b, heads).transpose(2, 3))[0].numpy()
        s.case(f"{name}-scores", f"similarity --heads={heads} {more} q.csv k.csv", stacked(scores),
               CLOSE, CLOSE)
    a = turned(q, heads, angles(tokens, width, 10000.0))
    s.case("operator", f"similarity --heads={heads} --kv-heads=1 --rope --positions=p.csv "
           "--key-positions=zeros.csv q.csv eye.csv",
           stacked([a[:, :width], a[:, width:]]), CLOSE, CLOSE)
    s.close()


def onnx_attention():
    """onnx's Attention: grouped heads, values of another width, a cache, and what
    qk_matmul_output_mode shows."""
    random = np.random.default_rng(44)
    n, m, past, heads, kv, width, value_width = 3, 6, 2, 6, 3, 4, 2
    q = random.normal(size=(n, heads * width)).round(3)
    k, v = (random.normal(size=(m, kv * w)).round(3) for w in (width, value_width))
    s = Set("onnx-attention", q=q, k=k, v=v)
    flags = f"--heads={heads} --kv-heads={kv} -q q.csv -k k.csv"

    def cached(x):
        return x[:past].reshape(1, past, kv, -1).transpose(0, 2, 1, 3)

    for name, more, cache, options in [
        ("plain", "--scale=auto", False, {}),
        ("scaled", "--scale=0.25", False, {"scale": 0.25}),
        ("causal", "--scale=auto --causal", False, {"is_causal": 1}),
        ("past", "--scale=auto --causal --offset=2", True, {"is_causal": 1}),
    ]:
        for opset in (23, 24):
            inputs = [q[None], k[None], v[None]]
            if cache:
                inputs = [q[None], k[None, past:], v[None, past:], None, cached(k), cached(v)]
            shown = []
            for mode in range(4):
                y, _, _, qk = onnx_run("Attention", opset, inputs, q_num_heads=heads,
                                       kv_num_heads=kv, outputs=4, qk_matmul_output_mode=mode,
                                       **options)
                shown.append(stacked(qk[0]))
            s.case(name, f"context {flags} -v v.csv {more}", y[0], CLOSE, CLOSE)
            raw = more.replace(" --causal", "").replace(" --offset=2", "")
            s.case(f"{name}-mode-0", f"similarity {flags} {raw}", shown[0], CLOSE, CLOSE)
            s.case(f"{name}-mode-2", f"similarity {flags} {more}", shown[2], CLOSE, CLOSE)
            s.case(f"{name}-mode-3", f"softmax {flags} {more}", shown[3], CLOSE, CLOSE)
    s.close()


if __name__ == "__main__":
    multi_head()
    grouped()
    rotary()
    onnx_attention()
