"""Prints tests/unit/layer_expected.h: what PyTorch, onnx and mpmath say a layer of attention
gives. Needs torch, onnx, mpmath, numpy.

    python3 tests/peers/layer_expected.py >tests/unit/layer_expected.h
"""

import textwrap

import mpmath
import numpy
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

random = numpy.random.default_rng(5)


def numbers(*shape):
    return random.normal(size=shape).round(3)


def array(name, values):
    values = numpy.asarray(values, dtype=float)
    text = textwrap.fill(", ".join(repr(float(x)) for x in values.ravel()), 96)
    shape = " x ".join(str(n) for n in values.shape)
    print(f"static const double {name}[] = {{ /* {shape} */\n{text}}};")


def onnx_run(operator, opset, inputs, **attributes):
    names = [f"i{i}" if x is not None else "" for i, x in enumerate(inputs)]
    outputs = attributes.pop("outputs", 1)
    given = {n: x for n, x in zip(names, inputs) if n}
    kind = {"float64": TensorProto.DOUBLE, "int64": TensorProto.INT64, "bool": TensorProto.BOOL}
    graph = helper.make_graph(
        [helper.make_node(operator, names, [f"o{i}" for i in range(outputs)], **attributes)],
        "g",
        [helper.make_tensor_value_info(n, kind[str(x.dtype)], x.shape) for n, x in given.items()],
        [helper.make_tensor_value_info(f"o{i}", TensorProto.DOUBLE, None) for i in range(outputs)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    return ReferenceEvaluator(model).run(None, given)


def multi_head():
    """torch.nn.MultiheadAttention: 2 heads of 3, keys of 5 features, values of 4, biases."""
    n, m, d, heads = 3, 4, 6, 2
    layer = torch.nn.MultiheadAttention(d, heads, kdim=5, vdim=4, batch_first=True).double()
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.tensor(numbers(*parameter.shape)))
    q, k, v = (torch.tensor(numbers(*s)) for s in ((n, d), (m, 5), (m, 4)))
    with torch.no_grad():
        output, weights = layer(q[None], k[None], v[None], average_attn_weights=False)
    biases = layer.in_proj_bias.detach().reshape(3, d)
    for name, value in {
            "mha_queries": q, "mha_keys": k, "mha_values": v,
            "mha_wq": layer.q_proj_weight.T, "mha_wk": layer.k_proj_weight.T,
            "mha_wv": layer.v_proj_weight.T, "mha_wo": layer.out_proj.weight.T,
            "mha_bq": biases[0], "mha_bk": biases[1], "mha_bv": biases[2],
            "mha_bo": layer.out_proj.bias, "mha_weights": weights[0],
            "mha_output": output[0]}.items():
        array(name, value.detach().numpy())


def grouped():
    """scaled_dot_product_attention(enable_gqa=True): 4 query heads, 2 of keys and values; and
    onnx's Attention 23 on the same: causal, the first 2 keys from the cache, softcap."""
    n, m, past, heads, kv, width, value_width = 3, 5, 2, 4, 2, 2, 3
    q, k, v = numbers(n, heads * width), numbers(m, kv * width), numbers(m, kv * value_width)

    def split(x, count):
        return torch.tensor(x.reshape(len(x), count, -1)).transpose(0, 1)[None]

    output = torch.nn.functional.scaled_dot_product_attention(
        split(q, heads), split(k, kv), split(v, kv), enable_gqa=True)
    array("gqa_queries", q)
    array("gqa_keys", k)
    array("gqa_values", v)
    array("gqa_output", output[0].transpose(0, 1).reshape(n, -1).numpy())

    def cached(x):
        return x[:past].reshape(1, past, kv, -1).transpose(0, 2, 1, 3)

    y, _, _, scores = onnx_run(
        "Attention", 23, [q[None], k[None, past:], v[None, past:], None, cached(k), cached(v)],
        q_num_heads=heads, kv_num_heads=kv, is_causal=1, softcap=1.5, outputs=4,
        qk_matmul_output_mode=1)
    array("cached_output", y[0])
    masked = numpy.where(numpy.arange(m) <= numpy.arange(n)[:, None] + past, scores[0], -numpy.inf)
    lse = numpy.log(numpy.exp(masked).sum(-1))
    array("cached_lse", lse.T)


def rotary():
    """onnx's RotaryEmbedding 23: 2 heads of 6, both pairings, whole and the first 4 features, at
    the positions 7, 0, 3 of a table."""
    x, positions = numbers(3, 12), numpy.array([7, 0, 3])
    array("rope_rows", x)
    for width in (6, 4):
        angles = numpy.arange(9)[:, None] * 10000.0 ** (-2 * numpy.arange(width // 2) / width)
        array(f"rope_cosines_{width}", numpy.cos(angles))
        array(f"rope_sines_{width}", numpy.sin(angles))
        for interleaved in (0, 1):
            y, = onnx_run("RotaryEmbedding", 23,
                          [x[None], numpy.cos(angles), numpy.sin(angles), positions[None]],
                          interleaved=interleaved, num_heads=2, rotary_embedding_dim=width)
            array(f"rope_{width}_{'interleaved' if interleaved else 'halves'}", y[0])


def far():
    """The pairs (1, 0) of a head of 8 at position 10^6 and base 500000, in 50 digits: cosines,
    then sines."""
    mpmath.mp.dps = 50
    angles = [10**6 * mpmath.mpf(500000) ** (-mpmath.mpf(2 * i) / 8) for i in range(4)]
    array("rope_far", [mpmath.cos(a) for a in angles] + [mpmath.sin(a) for a in angles])


if __name__ == "__main__":
    print("/* Printed by tests/peers/layer_expected.py. */\n/* clang-format off */")
    multi_head()
    grouped()
    rotary()
    far()
