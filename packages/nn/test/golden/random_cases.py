"""Random cases from PyTorch: operations, losses, modules, optimisers, schedulers, with special values among them.

usage: python3 random_cases.py OUT_DIR SEED COUNT [REGEX]

Writes, below OUT_DIR, ops, modules and optim as generate.py does; compare with `npm run -s golden -- OUT_DIR`. An
operation says how it is called: attrs.args are the arguments of the function of that name, "$x" being the input x.
Every gradient is d(sum(out * g))/dx for a random g. REGEX: of the makers' names, only those that it finds.
"""
import math, os, random, re, sys
import torch, torch.nn as nn, torch.nn.functional as F
from book import Book

OUT, SEED, COUNT = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ONLY = re.compile(sys.argv[4] if len(sys.argv) > 4 else "")
os.makedirs(OUT, exist_ok=True)
torch.manual_seed(SEED)
rnd = random.Random(SEED)
torch.set_num_threads(1)
pick, chance = rnd.choice, lambda p: rnd.random() < p
size = lambda top=9: pick([1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 65][: max(3, top)])
R = lambda *s, scale=1.0: torch.randn(tuple(s)) * scale
ids = lambda top, *s: torch.randint(0, top, tuple(s)).int()
SPECIAL = [0.0, -0.0, 1.0, -1.0, float("inf"), float("-inf"), float("nan"), 1e30, -1e30, 1e-30, 88.0, -88.0, 20.0, -20.0, 1e4]


def shape(least=0, most=4, top=6):
    return [size(top) for _ in range(rnd.randint(least, most))]


def special(t):
    """Some of the elements replaced by special values."""
    flat = t.flatten().clone()
    for _ in range(max(1, flat.numel() // 6)):
        if flat.numel(): flat[rnd.randrange(flat.numel())] = pick(SPECIAL)
    return flat.reshape(t.shape)


def broadcast_pair():
    s = shape(0, 4)
    cut = lambda: [1 if chance(0.25) else n for n in s][rnd.randint(0, len(s)) if chance(0.4) else 0 :]
    return (s, cut()) if chance(0.5) else (cut(), s)


def axis(s):
    return rnd.randrange(-len(s), len(s))


def dims(s):
    """None, a number, or a list of axes; the list has none at times."""
    if not s or chance(0.2): return None
    if chance(0.4): return axis(s)
    return sorted(rnd.sample(range(len(s)), rnd.randint(0, len(s))), key=lambda _: rnd.random())


ops, mods, opt = (Book(name, OUT, SEED) for name in ("ops", "modules", "optim"))
number = 0


def case(name):
    global number
    number += 1
    return f"{name}/{SEED}-{number}"


def op(name, fn, inputs, args, nograd=(), exact=False):
    """Computed in float64 for a tight reference; `exact`, and special values, in float32, where it overflows as ours does."""
    finite = all(torch.isfinite(t).all() and (t.abs() < 1e8).all() for t in inputs.values() if t.is_floating_point())
    ins = {}
    for key, t in inputs.items():
        if t.is_floating_point():
            t = (t.double() if finite and not exact else t.clone()).requires_grad_(key not in nograd)
        ins[key] = t
    out = fn(**ins)
    outs = out if isinstance(out, dict) else {f"y{i}": o for i, o in enumerate(out)} if isinstance(out, (list, tuple)) else {"y": out}
    outs = {k: o.int() if not o.is_floating_point() else o for k, o in outs.items()}
    ups, total = {}, 0
    for key, o in outs.items():
        if o.is_floating_point() and o.requires_grad:
            ups[key] = torch.randn(o.shape).to(o.dtype)
            total = total + (o * ups[key]).sum()
    leaves = [k for k, t in ins.items() if t.is_floating_point() and t.requires_grad]
    grads = {}
    if torch.is_tensor(total) and leaves:
        found = torch.autograd.grad(total, [ins[k] for k in leaves], allow_unused=True)
        grads = {k: g for k, g in zip(leaves, found) if g is not None}
    ops.add(case(name), name, {"args": args}, ins, outs, grads, ups)


makers = []
maker = lambda f: makers.append(f) or f
camel = lambda snake: re.sub("_(.)", lambda m: m[1].upper(), snake)


# ------------------------------------------------------------------ elementwise
UNARY = {"relu": F.relu, "silu": F.silu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "exp": torch.exp, "erf": torch.erf, "sin": torch.sin, "cos": torch.cos, "neg": torch.neg, "abs": torch.abs, "square": torch.square, "log": torch.log, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "reciprocal": torch.reciprocal}


@maker
def unary():
    name = pick(list(UNARY))
    x = R(*shape(), scale=pick([0.01, 1, 10]))
    if name in ("log", "sqrt", "rsqrt") and chance(0.7): x = x.abs() + 1e-3
    if name in ("sin", "cos"): x = x.clamp(-30, 30)
    elif chance(0.25): x = special(x)
    op(name, lambda x: UNARY[name](x), {"x": x}, ["$x"])


@maker
def activations():
    x = R(*shape(), scale=pick([0.1, 1, 10]))
    if chance(0.25): x = special(x).clamp(-1e10, 1e10)  # beyond, PyTorch's gelu depends on which of its loops an element falls into
    if chance(0.5):
        approximate = pick(["none", "tanh"])
        return op("gelu", lambda x: F.gelu(x, approximate=approximate), {"x": x}, ["$x", {"approximate": approximate}])
    beta, threshold = pick([0.3, 1.0, 2.5]), pick([20.0, 3.0])
    op("softplus", lambda x: F.softplus(x, beta, threshold), {"x": x}, ["$x", {"beta": beta, "threshold": threshold}])


BINARY = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "maximum": torch.maximum, "minimum": torch.minimum}
COMPARE = {"gt": torch.gt, "ge": torch.ge, "lt": torch.lt, "le": torch.le, "eq": torch.eq, "ne": torch.ne}


def operand(s, integers):
    if integers: return torch.randint(-(2**31) if chance(0.2) else -9, 2**31 - 1 if chance(0.2) else 10, s, dtype=torch.int32)
    x = R(*s).round() / 2 if chance(0.3) else R(*s, scale=pick([0.1, 1, 100]))
    return special(x) if chance(0.2) else x


@maker
def binary():
    table = BINARY if chance(0.7) else COMPARE
    name = pick(list(table))
    sa, sb = broadcast_pair()
    a, b = operand(sa, chance(0.3)), operand(sb, chance(0.3))
    number = pick([0, 1, 2, -3, 0.5, 1e-3])
    side = pick(["both", "both", "right", "left"])
    f = table[name]
    if side == "both": return op(name, lambda a, b: f(a, b), {"a": a, "b": b}, ["$a", "$b"])
    value = (lambda x: torch.as_tensor(number, dtype=x.dtype if x.is_floating_point() else torch.int32 if isinstance(number, int) else torch.float32))
    if side == "right": op(name, lambda a: f(a, value(a)), {"a": a}, ["$a", number])
    else: op(name, lambda a: f(value(a), a), {"a": a}, [number, "$a"])


@maker
def powers():
    if chance(0.3):
        x, e = operand(shape(), True), pick([0, 1, 2, 3, 7])
    else:
        e = pick([0, 1, 2, 3, -1, -2, 0.5, 1.5, -0.5, 2.7])
        x = R(*shape(), scale=2)
        if e % 1: x = x.abs() + 1e-2
    op("pow", lambda x: x.pow(e), {"x": x}, ["$x", e])


@maker
def clamping():
    integers = chance(0.3)
    bounds = pick([{"min": -1}, {"max": 1}, {"min": -0.5, "max": 0.5}, {"min": 0, "max": 2}, {"min": 1, "max": -1}])
    x = operand(shape(), integers)
    op("clamp", lambda x: torch.clamp(x, **bounds), {"x": x}, ["$x", bounds])


@maker
def masks():
    s, other = broadcast_pair()
    x, mask = operand(s, chance(0.3)), torch.rand(other) > 0.5
    if chance(0.5):
        value = pick([0, -7, 3]) if not x.is_floating_point() else pick([0.0, -7.5, -1e9])
        if len(other) > len(s) or any(m not in (1, n) for m, n in zip(other[::-1], s[::-1])): mask = torch.rand(s) > 0.5
        return op("maskedFill", lambda x, mask: x.masked_fill(mask, value), {"x": x, "mask": mask}, ["$x", "$mask", value])
    b = operand(s, chance(0.3))
    op("where", lambda c, a, b: torch.where(c, a, b), {"c": mask, "a": x, "b": b}, ["$c", "$a", "$b"])


# ------------------------------------------------------------------ reductions
@maker
def reductions():
    name = pick(["sum", "mean", "max", "min", "variance", "std", "norm"])
    integers = name not in ("mean", "variance", "std", "norm") and chance(0.25)
    s = shape(0, 4, 9)
    x = torch.randint(-1000, 1000, s, dtype=torch.int32) if integers else R(*s) if chance(0.8) else (R(*s) * 2).round()
    if not integers and name != "std" and chance(0.15): x = special(x)
    d, keep = dims(s), chance(0.5)
    over = tuple(range(len(s))) if d is None or d == [] else d
    if name == "norm":
        p = pick([2, 2, 1, math.inf, -math.inf, 0.5, 3, 0])
        wide = {math.inf: "Infinity", -math.inf: "-Infinity"}.get(p, p)
        return op(name, lambda x: torch.norm(x, p, over, keep) if s else torch.norm(x, p), {"x": x}, ["$x", wide, d, keep], nograd=("x",) if p == 0 else ())
    if name in ("variance", "std"):
        c = pick([0, 1, 1, 0.5])
        n = math.prod([s[i] for i in ([over] if isinstance(over, int) else over)])
        if n - c <= 0: return
        var = torch.var if name == "variance" else torch.std
        return op(name, lambda x: var(x, dim=over, correction=c, keepdim=keep) if s else var(x, correction=c), {"x": x}, ["$x", d, {"correction": c, "keepDims": keep}])
    f = {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin}[name]
    op(name, lambda x: f(x, dim=over, keepdim=keep) if s else f(x), {"x": x}, ["$x", d, keep])


@maker
def along():
    name = pick(["softmax", "logSoftmax", "cumsum", "argmax", "argmin", "topk"])
    s = shape(1, 4, 9)
    x, d = R(*s, scale=pick([1, 5])), axis(s)
    if name == "softmax":
        if chance(0.2): x = x.masked_fill(torch.rand(s) > 0.8, float("-inf")).index_fill(d, torch.tensor([0]), 0.5)
        return op(name, lambda x: F.softmax(x, d), {"x": x}, ["$x", d])
    if name == "logSoftmax": return op(name, lambda x: F.log_softmax(x, d), {"x": x}, ["$x", d])
    integers = chance(0.3) and name != "topk"
    if integers: x = torch.randint(-5, 6, s, dtype=torch.int32)
    if name == "cumsum": return op(name, lambda x: torch.cumsum(x, d), {"x": x}, ["$x", d])
    if name in ("argmax", "argmin"):
        index, keep = (torch.argmax, torch.argmin)[name == "argmin"], chance(0.5)
        if integers: x = torch.randperm(x.numel(), dtype=torch.int32).reshape(s)
        if chance(0.3): return op(name, lambda x: index(x), {"x": x}, ["$x"])
        return op(name, lambda x: index(x, d, keep), {"x": x}, ["$x", d, keep])
    k = rnd.randint(1, s[d])
    op(name, lambda x: dict(zip(("values", "indices"), torch.topk(x, k, d))), {"x": x}, ["$x", k, d])


# ------------------------------------------------------------------ shapes and indices
@maker
def shapes():
    s = shape(1, 4)
    x = operand(s, chance(0.3))
    n = len(s)
    what = pick(["flip", "roll", "permute", "transpose", "reshape", "squeeze", "unsqueeze", "flatten", "select", "slice", "split", "chunk", "cat", "stack", "tril", "triu", "expand", "repeatInterleave"])
    d = axis(s)
    if what == "flip":
        over = pick([d, [d], sorted(rnd.sample(range(n), rnd.randint(1, n)))])
        return op(what, lambda x: torch.flip(x, [over] if isinstance(over, int) else over), {"x": x}, ["$x", over])
    if what == "roll":
        many = rnd.randint(1, n)
        over = pick([None, d, [rnd.randrange(-n, n) for _ in range(many)]])
        by = [rnd.randint(-7, 7) for _ in over] if isinstance(over, list) else rnd.randint(-7, 7)
        return op(what, lambda x: torch.roll(x, by, over), {"x": x}, ["$x", by, over])
    if what == "permute":
        order = rnd.sample(range(n), n)
        return op(what, lambda x: x.permute(order), {"x": x}, ["$x", order])
    if what == "transpose":
        e = axis(s)
        return op(what, lambda x: x.transpose(d, e), {"x": x}, ["$x", d, e])
    if what == "reshape":
        to = rnd.sample(s, n)
        to[rnd.randrange(n)] = -1
        return op(what, lambda x: x.reshape(to), {"x": x}, ["$x", to])
    if what == "squeeze": return op(what, lambda x: x.squeeze(d), {"x": x}, ["$x", d]) if chance(0.5) else op(what, lambda x: x.squeeze(), {"x": x}, ["$x"])
    if what == "unsqueeze":
        e = rnd.randrange(-n - 1, n + 1)
        return op(what, lambda x: x.unsqueeze(e), {"x": x}, ["$x", e])
    if what == "flatten":
        a, b = sorted((d % n, axis(s) % n))
        return op(what, lambda x: x.flatten(a, b), {"x": x}, ["$x", a, b])
    if what == "select":
        i = rnd.randrange(-s[d], s[d])
        return op(what, lambda x: x.select(d, i), {"x": x}, ["$x", d, i])
    if what == "slice":
        a, b, step = rnd.randrange(-s[d] - 1, s[d] + 1), rnd.randrange(-s[d] - 1, s[d] + 2), pick([1, 1, 2, 3])
        index = [slice(None)] * n
        index[d] = slice(a, b, step)
        return op(what, lambda x: x[tuple(index)], {"x": x}, ["$x", d, a, b, step])
    if what == "split":
        parts = pick([1, 2, s[d]])
        return op(what, lambda x: torch.split(x, parts, d), {"x": x}, ["$x", parts, d])
    if what == "chunk":
        parts = rnd.randint(1, 4)
        return op(what, lambda x: torch.chunk(x, parts, d), {"x": x}, ["$x", parts, d])
    if what in ("cat", "stack"):
        t = list(s)
        if what == "cat": t[d] = size()
        y = operand(t, chance(0.3))
        f = torch.cat if what == "cat" else torch.stack
        return op(what, lambda x, y: f([x, y], d), {"x": x, "y": y}, [["$x", "$y"], d])
    if what in ("tril", "triu"):
        if n < 2: return
        k = rnd.randint(-3, 3)
        return op(what, lambda x: getattr(torch, what)(x, k), {"x": x}, ["$x", k])
    if what == "expand":
        x = operand([1 if chance(0.4) else m for m in s], chance(0.3))
        to = [size(3) for _ in range(rnd.randint(0, 1))] + [size(4) if m == 1 else pick([m, -1]) for m in x.shape]
        return op(what, lambda x: x.expand(to), {"x": x}, ["$x", to])
    repeats = rnd.randint(0, 3) if chance(0.5) else [rnd.randint(0, 3) for _ in range(s[d])]
    if repeats in (0,) or repeats == [0] * s[d]: repeats = 1
    op(what, lambda x: x.repeat_interleave(torch.tensor(repeats) if isinstance(repeats, list) else repeats, d), {"x": x}, ["$x", repeats, d])


@maker
def indexing():
    s = shape(1, 3)
    d = axis(s)
    x = R(*s)
    what = pick(["gather", "indexSelect", "scatterAdd", "embedding", "oneHot"])
    if what == "indexSelect":
        index = ids(s[d], size())
        return op(what, lambda x, index: torch.index_select(x, d, index), {"x": x, "index": index}, ["$x", d, "$index"])
    if what == "embedding":
        rows, width = size(), size()
        index, options = ids(rows, *shape(0, 3)), {}
        if chance(0.4): options = {"paddingIdx": rnd.randrange(-rows, rows)}
        return op(what, lambda w, i: F.embedding(i, w, padding_idx=options.get("paddingIdx")), {"w": R(rows, width), "i": index}, ["$w", "$i", options])
    if what == "oneHot":
        classes = size()
        return op(what, lambda i: F.one_hot(i.long(), classes).float(), {"i": ids(classes, *s)}, ["$i", classes])
    t = [rnd.randint(1, m) for m in s] if what == "gather" else list(s)
    t[d] = size()
    index = ids(s[d], *t)
    if what == "gather": return op(what, lambda x, index: torch.gather(x, d, index.long()), {"x": x, "index": index}, ["$x", d, "$index"])
    op(what, lambda x, index, y: x.scatter_add(d, index.long(), y), {"x": x, "index": index, "y": R(*t)}, ["$x", d, "$index", "$y"])


# ------------------------------------------------------------------ products, windows, norms
@maker
def products():
    m, k, n = size(), size(), size()
    if chance(0.4):
        ins = {"x": R(*shape(0, 2), k), "w": R(n, k)}
        args = ["$x", "$w"]
        if chance(0.5): ins["b"], args = R(n), [*args, "$b"]
        return op("linear", lambda x, w, b=None: F.linear(x, w, b), ins, args)
    lead = shape(0, 2, 3)
    cut = [1 if chance(0.3) else d for d in lead][rnd.randint(0, len(lead)) :]
    op("matmul", lambda a, b: a @ b, {"a": R(*lead, m, k), "b": R(*cut, k, n)}, ["$a", "$b"])


@maker
def windows():
    one = chance(0.3)
    groups, batch = pick([1, 1, 2, 3]), size(3)
    ci, co, k = groups * size(3), groups * size(3), rnd.randint(1, 3)
    stride, padding, dilation = rnd.randint(1, 3), rnd.randint(0, 2), rnd.randint(1, 2)
    long = dilation * (k - 1) + 1 + rnd.randint(0, 6)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    what = pick(["conv", "conv", "max", "avg", "unfold", "fold", "adaptive"])
    space = [long] if one else [long, long + 2]
    x = R(*([batch] if chance(0.8) or what in ("unfold", "fold") else []), ci, *space)
    tail = "1d" if one else "2d"
    if what == "conv":
        if chance(0.2): options = {"padding": pick(["same", "valid"]), "dilation": dilation}
        ins = {"x": x, "w": R(co, ci // groups, *[k] * len(space))}
        if chance(0.6): ins["b"] = R(co)
        call = {**options, "groups": groups, **({"bias": "$b"} if "b" in ins else {})}
        return op("conv" + tail, lambda x, w, b=None: getattr(F, "conv" + tail)(x, w, b, groups=groups, **options), ins, ["$x", "$w", call])
    padding = min(padding, k // 2)
    ceil = chance(0.4)
    if what == "max":
        return op("maxPool" + tail, lambda x: getattr(F, "max_pool" + tail)(x, k, stride, padding, dilation, ceil), {"x": x}, ["$x", k, {"stride": stride, "padding": padding, "dilation": dilation, "ceilMode": ceil}])
    if what == "avg":
        count = chance(0.5)
        return op("avgPool" + tail, lambda x: getattr(F, "avg_pool" + tail)(x, k, stride, padding, ceil, count), {"x": x}, ["$x", k, {"stride": stride, "padding": padding, "ceilMode": ceil, "countIncludePad": count}])
    if one: return
    if what == "adaptive":
        to = [rnd.randint(1, 5), rnd.randint(1, 5)]
        return op("adaptiveAvgPool2d", lambda x: F.adaptive_avg_pool2d(x, to), {"x": x}, ["$x", to])
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    unfolded = F.unfold(x, k, dilation, padding, stride)
    if what == "unfold": return op("unfold", lambda x: F.unfold(x, k, dilation, padding, stride), {"x": x}, ["$x", k, options])
    op("fold", lambda x: F.fold(x, space, k, dilation, padding, stride), {"x": torch.randn_like(unfolded)}, ["$x", space, k, options])


@maker
def interpolation():
    rank = rnd.randint(1, 3)
    x = R(size(2), size(2), *[rnd.randint(1, 6) for _ in range(rank)])
    mode = pick({1: ["nearest", "nearest-exact", "linear", "area"], 2: ["nearest", "nearest-exact", "bilinear", "bicubic", "area"], 3: ["nearest", "nearest-exact", "trilinear"]}[rank])
    options, given = {"mode": mode}, {"mode": mode}
    if chance(0.5):
        to = rnd.randint(1, 9) if chance(0.4) else [rnd.randint(1, 9) for _ in range(rank)]
        options["size"] = given["size"] = to
    else:
        to = pick([0.5, 1.5, 2.0, 3, 0.7, 1.3]) if chance(0.6) else [pick([0.6, 1.0, 2.0, 2.5]) for _ in range(rank)]
        factors = to if isinstance(to, list) else [to] * rank
        if any(math.floor(n * f) < 1 for n, f in zip(x.shape[2:], factors)): return
        # PyTorch's gradient of nearest takes a result of the same size for a copy, which its values are not.
        if mode.startswith("nearest") and any(math.floor(n * f) == n and f != 1 for n, f in zip(x.shape[2:], factors)): return
        options["scale_factor"] = given["scaleFactor"] = to
        if chance(0.3): options["recompute_scale_factor"] = given["recomputeScaleFactor"] = True
    if "linear" in mode or mode == "bicubic":
        if chance(0.6): options["align_corners"] = given["alignCorners"] = chance(0.5)
    op("interpolate", lambda x: F.interpolate(x, **options), {"x": x}, ["$x", given], exact=True)


@maker
def norms():
    what = pick(["layerNorm", "rmsNorm", "groupNorm", "batchNorm"])
    eps = pick([1e-5, 1e-3])
    ins = {}
    if what in ("layerNorm", "rmsNorm"):
        s = shape(1, 4)
        last = s[-rnd.randint(1, len(s)) :]
        ins["x"] = R(*s, scale=pick([0.1, 1, 10])) + pick([0, 0, 3])
        if math.prod(last) < 2: return
        if chance(0.6): ins["weight"] = R(*last)
        if what == "layerNorm" and chance(0.5): ins["bias"] = R(*last)
        f = (lambda x, weight=None, bias=None: F.layer_norm(x, last, weight, bias, eps)) if what == "layerNorm" else (lambda x, weight=None: F.rms_norm(x, last, weight, eps))
        given = {"normalizedShape": last if chance(0.7) or len(last) > 1 else last[0]}
    else:
        groups = pick([1, 2, 3])
        channels = groups * size(3)
        ins["x"] = R(rnd.randint(2, 4), channels, *[size(4) for _ in range(rnd.randint(0, 2))])
        if chance(0.6): ins["weight"], ins["bias"] = R(channels), R(channels)
        if what == "groupNorm":
            if ins["x"].numel() // ins["x"].shape[0] // groups < 2: return
            return op(what, lambda x, weight=None, bias=None: F.group_norm(x, groups, weight, bias, eps), ins, ["$x", groups, {"eps": eps, **{k: "$" + k for k in ins if k != "x"}}])
        training = chance(0.5)
        if not training: ins["runningMean"], ins["runningVar"] = R(channels), torch.rand(channels) + 0.1
        given = {"training": training}
        f = lambda x, weight=None, bias=None, runningMean=None, runningVar=None: F.batch_norm(x, runningMean, runningVar, weight, bias, training, 0.1, eps)
        return op(what, f, ins, ["$x", {**given, "eps": eps, **{k: "$" + k for k in ins if k != "x"}}], nograd=("runningMean", "runningVar"))
    op(what, f, ins, ["$x", {**given, "eps": eps, **{k: "$" + k for k in ins if k != "x"}}])


@maker
def attention():
    B, H, T, S, d = size(3), pick([1, 2, 4]), size(), size(), pick([1, 2, 3, 4, 8, 16])
    gqa = H > 1 and chance(0.3)
    kv = pick([1, H // 2]) if gqa else H
    ins = {"q": R(B, H, T, d), "k": R(B, kv, S, d), "v": R(B, kv, S, pick([d, d, 5]))}
    options, given = {}, {}
    if gqa: options["enable_gqa"] = given["enableGqa"] = True
    if chance(0.3): options["scale"] = given["scale"] = pick([0.1, 0.5, 1.0])
    kind = pick(["none", "causal", "bool", "float"])
    if kind == "causal": options["is_causal"] = given["isCausal"] = True
    if kind == "bool":
        mask = torch.rand(pick([(T, S), (B, 1, T, S), (1, H, T, S)])) > 0.4
        mask[..., 0] = True
        ins["mask"] = mask
    if kind == "float": ins["mask"] = R(*pick([(T, S), (B, 1, T, S), (B, H, T, S)]))
    if "mask" in ins: given["attnMask"] = "$mask"
    op("scaledDotProductAttention", lambda q, k, v, mask=None: F.scaled_dot_product_attention(q, k, v, attn_mask=mask, **options), ins, ["$q", "$k", "$v", given])


# ------------------------------------------------------------------ losses
REDUCTIONS = ["mean", "sum", "none"]


@maker
def regression():
    s, red = shape(0, 3), pick(REDUCTIONS)
    ins, given, options = {"x": R(*s, scale=2), "target": R(*s)}, {"reduction": red}, {"reduction": red}
    name = pick(["mseLoss", "l1Loss", "huberLoss", "smoothL1Loss", "poissonNllLoss", "gaussianNllLoss", "klDiv", "bceLoss", "bceWithLogits", "softMarginLoss", "hingeEmbeddingLoss"])
    f = {"mseLoss": F.mse_loss, "l1Loss": F.l1_loss, "huberLoss": F.huber_loss, "smoothL1Loss": F.smooth_l1_loss, "poissonNllLoss": F.poisson_nll_loss, "klDiv": F.kl_div, "bceLoss": F.binary_cross_entropy, "bceWithLogits": F.binary_cross_entropy_with_logits, "softMarginLoss": F.soft_margin_loss, "hingeEmbeddingLoss": F.hinge_embedding_loss}.get(name)
    nograd = ()
    if name in ("mseLoss", "l1Loss", "huberLoss") and chance(0.5): ins["weight"] = torch.rand(s) + 0.1
    if name == "huberLoss" and chance(0.6): options["delta"] = given["delta"] = pick([0.5, 2.0])
    if name == "smoothL1Loss" and chance(0.6): options["beta"] = given["beta"] = pick([0.0, 0.5, 2.0])
    if name == "poissonNllLoss":
        ins["target"] = torch.randint(0, 6, s).float()
        logs, full = chance(0.5), chance(0.5)
        if not logs: ins["x"] = ins["x"].abs() + 0.1
        options.update(log_input=logs, full=full)
        given.update(logInput=logs, full=full)
        nograd = ("target",)
    if name == "gaussianNllLoss":
        full, eps = chance(0.5), pick([1e-6, 0.3])
        v = torch.rand(s) * 2
        if s and chance(0.5): v = v.select(-1, 0) if chance(0.5) else v.narrow(rnd.randrange(len(s)), 0, 1)
        return op(name, lambda x, target, v: F.gaussian_nll_loss(x, target, v, full=full, eps=eps, reduction=red), {**ins, "v": v}, ["$x", "$target", "$v", {**given, "full": full, "eps": eps}])
    if name == "klDiv":
        if not s: return
        ins["x"], ins["target"] = F.log_softmax(ins["x"], -1), F.softmax(ins["target"], -1)
        if chance(0.4): ins["target"], options["log_target"], given["logTarget"] = ins["target"].log(), True, True
        if chance(0.3): options["reduction"] = given["reduction"] = "batchmean"
    if name in ("bceLoss", "bceWithLogits"):
        ins["target"] = (torch.rand(s) > 0.5).float() if chance(0.5) else torch.rand(s)
        if name == "bceLoss": ins["x"] = torch.sigmoid(ins["x"])
        if name == "bceLoss" and chance(0.2) and ins["x"].numel(): ins["x"].view(-1)[0] = pick([0.0, 1.0])
        if chance(0.4): ins["weight"] = torch.rand(s[-1:] if chance(0.5) else s)
        if name == "bceWithLogits" and chance(0.5): ins["posWeight"] = torch.rand(s[-1:] if chance(0.5) else s) * 3
        nograd = ("target", "weight", "posWeight")
    if name in ("softMarginLoss", "hingeEmbeddingLoss"): ins["target"], nograd = (torch.rand(s) > 0.5).float() * 2 - 1, ("target",)
    if name == "hingeEmbeddingLoss" and chance(0.5): options["margin"] = given["margin"] = pick([0.3, 2.0])
    extra = {k: "$" + k for k in ("weight", "posWeight") if k in ins}
    op(name, lambda x, target, weight=None, posWeight=None: f(x, target, **options, **({"weight": weight} if weight is not None else {}), **({"pos_weight": posWeight} if posWeight is not None else {})), ins, ["$x", "$target", {**given, **extra}], nograd=nograd)


@maker
def ranking():
    red, s = pick(REDUCTIONS), shape(1, 2)
    name = pick(["marginRankingLoss", "cosineEmbeddingLoss", "tripletMarginLoss"])
    given, options = {"reduction": red}, {"reduction": red}
    if chance(0.6): options["margin"] = given["margin"] = pick([0.2, 1.0, 0.5])
    sign = lambda s: (torch.rand(s) > 0.5).float() * 2 - 1
    if name == "marginRankingLoss": return op(name, lambda a, b, t: F.margin_ranking_loss(a, b, t, **options), {"a": R(*s), "b": R(*s), "t": sign(s)}, ["$a", "$b", "$t", given], nograd=("t",))
    if name == "cosineEmbeddingLoss":
        n = [s[0]] if chance(0.8) else []
        return op(name, lambda a, b, t: F.cosine_embedding_loss(a, b, t, **options), {"a": R(*n, s[-1]), "b": R(*n, s[-1]), "t": sign(n)}, ["$a", "$b", "$t", given], nograd=("t",))
    p, swap = pick([1.0, 2.0, 3.0]), chance(0.5)
    op(name, lambda a, b, c: F.triplet_margin_loss(a, b, c, p=p, swap=swap, **options), {"a": R(*s), "b": R(*s), "c": R(*s)}, ["$a", "$b", "$c", {**given, "p": p, "swap": swap}])


@maker
def classification():
    red, classes = pick(REDUCTIONS), size()
    lead, space = [size()] if chance(0.8) else [], shape(0, 2, 4)
    if not lead: space = []
    first = [*lead, classes, *space]
    at = len(lead)
    given, options = {"reduction": red, "classDim": at}, {"reduction": red}
    ins = {"x": R(*first, scale=2)}
    if chance(0.5): ins["weight"] = torch.rand(classes) + 0.1
    extra = {"weight": "$weight"} if "weight" in ins else {}
    ignore = None
    if chance(0.4): ignore = options["ignore_index"] = given["ignoreIndex"] = pick([-1, 0, classes - 1, -100])
    target = ids(classes, *lead, *space).long()
    if ignore is not None and chance(0.6): target = target.masked_fill(torch.rand(target.shape) > 0.6, ignore)
    name = pick(["nllLoss", "crossEntropy", "crossEntropy", "probabilities"])
    if name == "probabilities":
        options.pop("ignore_index", None)
        given.pop("ignoreIndex", None)
        target = F.softmax(R(*first), at)
    if name != "nllLoss" and chance(0.5): options["label_smoothing"] = given["labelSmoothing"] = pick([0.1, 0.3, 1.0])
    if name == "nllLoss": ins["x"] = F.log_softmax(ins["x"], at)
    f = F.nll_loss if name == "nllLoss" else F.cross_entropy
    op("nllLoss" if name == "nllLoss" else "crossEntropy", lambda x, t, weight=None: f(x, t, weight, **options), {**ins, "t": target}, ["$x", "$t", {**given, **extra}], nograd=("weight",))


# ------------------------------------------------------------------ modules
def module(kind, attrs, m, args, call):
    m = m.float().eval()
    for name, p in m.named_parameters():
        if p.dim() == 1: nn.init.normal_(p, 1.0 if "norm" in name and name.endswith("weight") else 0.0, 0.3)
    ins = {k: t.clone().requires_grad_(True) if t.is_floating_point() and "mask" not in k.lower() else t for k, t in args.items()}
    out = call(m, ins)
    outs = out if isinstance(out, dict) else {"y": out}
    ups = {k: torch.randn_like(o) for k, o in outs.items() if o.requires_grad}
    loss = sum((outs[k] * g).sum() for k, g in ups.items())
    names, leaves = [n for n, _ in m.named_parameters()], [k for k, t in ins.items() if t.is_floating_point() and t.requires_grad]
    found = torch.autograd.grad(loss, list(m.parameters()) + [ins[k] for k in leaves], allow_unused=True)
    keys = ["param:" + n for n in names] + ["input:" + k for k in leaves]
    mods.add(case(kind), kind, attrs, ins, outs, {k: g for k, g in zip(keys, found) if g is not None}, ups, dict(m.state_dict()))


def padding(n, t):
    mask = torch.rand(n, t) > 0.7
    mask[:, 0] = False
    return mask


@maker
def attention_modules():
    H, E = pick([1, 2, 4]), 0
    E = H * pick([1, 2, 4, 5])
    N, T, S = size(3), size(6), size(6)
    first, avg, bias = chance(0.5), chance(0.5), chance(0.7)
    attrs = {"embedDim": E, "numHeads": H, "batchFirst": first, "bias": bias, "needWeights": True, "averageAttnWeights": avg}
    extra = {}
    if chance(0.3): extra = {"kdim": pick([3, 6]), "vdim": pick([5, 7])}
    kv = {**({"add_bias_kv": True} if bias and chance(0.3) else {}), **({"add_zero_attn": True} if chance(0.3) else {})}
    attrs.update(extra, **{camel(k): v for k, v in kv.items()})
    put = lambda t: t if first else t.transpose(0, 1).contiguous()
    ins = {"query": put(R(N, T, E)), "key": put(R(N, S, extra.get("kdim", E))), "value": put(R(N, S, extra.get("vdim", E)))}
    if chance(0.5): ins["keyPaddingMask"] = padding(N, S)
    if chance(0.4):
        ins["attnMask"] = torch.rand(T, S) > 0.7 if chance(0.5) else torch.zeros(T, S).masked_fill(torch.rand(T, S) > 0.7, float("-inf"))
        ins["attnMask"][:, 0] = 0
        if ins["attnMask"].dtype == torch.bool: attrs["maskMeaning"] = "true = may NOT attend"
        elif "keyPaddingMask" in ins: del ins["keyPaddingMask"]
    module("MultiheadAttention", attrs, nn.MultiheadAttention(E, H, bias=bias, batch_first=first, **extra, **kv), ins, lambda m, i: dict(zip(("y", "weights"), m(i["query"], i["key"], i["value"], key_padding_mask=i.get("keyPaddingMask"), attn_mask=i.get("attnMask"), average_attn_weights=avg))))


@maker
def transformer_modules():
    H = pick([1, 2, 4])
    E = H * pick([2, 4])
    N, T, S = size(3), size(6), size(6)
    ff, act, nf, bias, first = pick([1, 5, 16]), pick(["relu", "gelu"]), chance(0.5), chance(0.8), chance(0.5)
    attrs = {"dModel": E, "nhead": H, "dimFeedforward": ff, "activation": act, "normFirst": nf, "bias": bias, "batchFirst": first}
    make = dict(dim_feedforward=ff, dropout=0.0, activation=act, norm_first=nf, bias=bias, batch_first=first)
    put = lambda t: t if first else t.transpose(0, 1).contiguous()
    causal = lambda n: nn.Transformer.generate_square_subsequent_mask(n)
    if chance(0.5):
        ins = {"src": put(R(N, T, E))}
        if chance(0.5): ins["srcMask"] = causal(T)
        elif chance(0.5): ins["srcKeyPaddingMask"] = padding(N, T)
        return module("TransformerEncoderLayer", attrs, nn.TransformerEncoderLayer(E, H, **make), ins, lambda m, i: m(i["src"], src_mask=i.get("srcMask"), src_key_padding_mask=i.get("srcKeyPaddingMask")))
    ins = {"tgt": put(R(N, T, E)), "memory": put(R(N, S, E))}
    if chance(0.6): ins["tgtMask"] = causal(T)
    if chance(0.5): ins["memoryKeyPaddingMask"] = padding(N, S)
    module("TransformerDecoderLayer", attrs, nn.TransformerDecoderLayer(E, H, **make), ins, lambda m, i: m(i["tgt"], i["memory"], tgt_mask=i.get("tgtMask"), memory_key_padding_mask=i.get("memoryKeyPaddingMask")))


# ------------------------------------------------------------------ optimisers, schedulers, clipping
@maker
def optimizers():
    lr, wd = pick([0.1, 0.01, 1e-3]), pick([0.0, 0.0, 0.01, 0.3])
    attrs = {"lr": lr, "weightDecay": wd}
    if chance(0.2): attrs["maximize"] = True
    name = pick(["sgd", "adam", "adamw", "rmsprop", "adagrad"])
    if name == "sgd" and chance(0.6):
        attrs["momentum"] = pick([0.5, 0.9])
        attrs.update({"nesterov": True} if chance(0.5) else {"dampening": pick([0.0, 0.3])})
    if name in ("adam", "adamw"):
        if chance(0.5): attrs["betas"] = pick([[0.8, 0.95], [0.5, 0.9], [0.0, 0.99]])
        if chance(0.4): attrs["eps"] = pick([1e-6, 1e-3])
        if chance(0.3): attrs["amsgrad"] = True
    if name == "rmsprop":
        attrs.update({k: v for k, v in {"alpha": 0.9, "eps": 1e-5, "momentum": 0.7, "centered": True}.items() if chance(0.4)})
    if name == "adagrad":
        attrs.update({k: v for k, v in {"lrDecay": 0.1, "eps": 1e-6, "initialAccumulatorValue": 0.2}.items() if chance(0.4)})
    snake = lambda text: re.sub("([A-Z])", lambda m: "_" + m[1].lower(), text)
    cls = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad}[name]
    w, b = nn.Parameter(R(size(), size())), nn.Parameter(R(size()))
    o = cls([w, b], **{snake(k): tuple(v) if k == "betas" else v for k, v in attrs.items()})
    start, outs, gradients = {"w": w.detach().clone(), "b": b.detach().clone()}, {}, {}
    for step in range(6):
        gw, gb = R(*w.shape, scale=pick([0.1, 1, 10])), R(*b.shape)
        if chance(0.2): gb = torch.zeros_like(gb)
        w.grad, b.grad = gw.clone(), gb.clone()
        o.step()
        gradients[f"w{step}"], gradients[f"b{step}"] = gw, gb
        outs[f"w{step}"], outs[f"b{step}"] = w.detach().clone(), b.detach().clone()
    opt.add(case(name), name, attrs, start, outs, gradients)


@maker
def schedulers():
    name = pick(["cosine", "step", "multistep", "exponential", "onecycle", "linear", "constant"])
    L = torch.optim.lr_scheduler
    cls, attrs = {
        "cosine": (L.CosineAnnealingLR, {"tMax": rnd.randint(1, 30), "etaMin": pick([0.0, 0.05])}),
        "step": (L.StepLR, {"stepSize": rnd.randint(1, 9), "gamma": pick([0.1, 0.5, 2.0])}),
        "multistep": (L.MultiStepLR, {"milestones": sorted(rnd.sample(range(1, 25), 3)), "gamma": pick([0.1, 0.5])}),
        "exponential": (L.ExponentialLR, {"gamma": pick([0.5, 0.9, 1.1])}),
        "onecycle": (L.OneCycleLR, {"maxLr": pick([0.1, 1.0]), "totalSteps": rnd.randint(25, 40), **({"pctStart": pick([0.1, 0.5])} if chance(0.5) else {}), **({"threePhase": True} if chance(0.3) else {}), **({"annealStrategy": "linear"} if chance(0.3) else {}), **({"divFactor": 10.0, "finalDivFactor": 100.0} if chance(0.4) else {})}),
        "linear": (L.LinearLR, {"startFactor": pick([0.1, 0.5]), "endFactor": pick([0.3, 1.0]), "totalIters": rnd.randint(1, 30)}),
        "constant": (L.ConstantLR, {"factor": pick([0.1, 0.5]), "totalIters": rnd.randint(1, 30)}),
    }[name]
    snake = lambda text: "T_max" if text == "tMax" else re.sub("([A-Z])", lambda m: "_" + m[1].lower(), text)
    base = pick([0.5, 0.01])
    p = nn.Parameter(torch.zeros(1))
    o = torch.optim.SGD([p], lr=base)
    s = cls(o, **{snake(k): v for k, v in attrs.items()})
    rates = []
    for _ in range(24):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        s.step()
    opt.add(case(name), name, {**attrs, "baseLr": base}, {}, {"lr": torch.tensor(rates)})


@maker
def clipping():
    g = [R(*shape(0, 3), scale=pick([0.1, 3, 1e4])) for _ in range(rnd.randint(1, 3))]
    ps = [nn.Parameter(torch.zeros_like(t)) for t in g]
    for p, t in zip(ps, g): p.grad = t.clone()
    ins = {f"g{i}": t for i, t in enumerate(g)}
    if chance(0.3):
        value = pick([0.5, 2.0])
        nn.utils.clip_grad_value_(ps, value)
        return opt.add(case("clipGradValue"), "clipGradValue", {"clipValue": value}, ins, {f"g{i}": p.grad for i, p in enumerate(ps)})
    kind, most = pick([2.0, 1.0, "Infinity"]), pick([0.5, 2.0])
    if kind == "Infinity": kind = 2.0
    norm = nn.utils.clip_grad_norm_(ps, most, kind)
    opt.add(case("clipGradNorm"), "clipGradNorm", {"maxNorm": most, "normType": kind}, ins, {"norm": norm.reshape(1), **{f"g{i}": p.grad for i, p in enumerate(ps)}})


chosen = [f for f in makers if ONLY.search(f.__name__)]
weights = [3 if f in (unary, binary, reductions, shapes, regression, classification) else 1 for f in chosen]
for i in range(COUNT):
    f = rnd.choices(chosen, weights)[0]
    try: f()
    except (RuntimeError, IndexError, ValueError, NotImplementedError) as error: print("refused by PyTorch:", f.__name__, str(error).splitlines()[0][:160])
for book in (ops, mods, opt):
    if book.cases: book.save()
