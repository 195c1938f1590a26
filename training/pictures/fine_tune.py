#!/usr/bin/env python3
"""Fine-tunes the first trunk for long and judges it as try.ts judges a candidate: one row of the table "Tried".

    npx tsx training/pictures/fine-tune-data.ts
    OMP_NUM_THREADS=1 python3 training/pictures/fine_tune.py --fold 0 --epochs 24

`--fold` leaves out one generator and four clean sources; without it everything of train is learnt from and only val is
judged. Needs torch (1.13 of Debian's python3-torch will do) and numpy. Every epoch ends in a checkpoint, a run that was
cut goes on there. Against the leak of sources: every source of a class is drawn n^0.5 times, weights are pulled back to
those they started from (Li, Grandvalet and Davoine 2018), and what is judged is the mean of the weights along the way.
"""
import argparse
import copy
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

FOLDER = Path(__file__).parent / "../../.cache/pictures/fine-tune"
SIDE = 128
BATCH = 32
HIDDEN = 64
SMOOTHING = 0.05
PULL = 1e-3
AVERAGE = 0.999
VIEWS = ("equal", "travelled1", "travelled2", "travelled3")


class Trunk(nn.Module):
    """The operations of network.json; convolutions can be learnt."""

    def __init__(self):
        super().__init__()
        network = json.loads((FOLDER / "network.json").read_text())
        self.nodes, self.features = network["nodes"], network["features"]
        values, at = np.fromfile(FOLDER / "weights.f32", np.float32), 0
        learnt = {name for node in self.nodes if node["op"] == "Conv" for name in node["inputs"][1:]}
        self.fixed, self.learnt = {}, nn.ParameterDict()
        for tensor in network["tensors"]:
            size = int(np.prod(tensor["dims"]))
            value = torch.tensor(values[at : at + size]).reshape(tensor["dims"])
            at += size
            if tensor["name"] in learnt:
                self.learnt[self.key(tensor["name"])] = nn.Parameter(value.contiguous(memory_format=torch.channels_last) if value.dim() == 4 else value)
            else:
                self.fixed[tensor["name"]] = value
        self.expected = torch.tensor(network["expected"])

    @staticmethod
    def key(name):
        return name.replace(".", "_").replace("/", "_")

    def forward(self, pixels):
        values = {"pixel_values": pixels}

        def get(name):
            return values.get(name, self.fixed.get(name))

        for node in self.nodes:
            op, names, attributes = node["op"], node["inputs"], node.get("attributes", {})
            if op == "Conv":
                weight, bias = (self.learnt[self.key(name)] for name in names[1:])
                top, left, bottom, right = attributes["pads"]
                padded = F.pad(get(names[0]), (left, right, top, bottom)) if any(attributes["pads"]) else get(names[0])
                out = F.conv2d(padded, weight, bias, stride=attributes["strides"], groups=attributes["group"])
            elif op == "Clip":
                out = get(names[0]).clamp(0, 6)
            elif op == "Relu":
                out = get(names[0]).relu()
            elif op == "Add":
                out = get(names[0]) + get(names[1])
            elif op == "Mul":
                out = get(names[0]) * get(names[1])
            elif op == "GlobalAveragePool":
                out = get(names[0]).mean((2, 3), keepdim=True)
            elif op == "Concat":
                out = torch.cat([get(name) for name in names], 1)
            elif op == "Flatten":
                out = get(names[0]).flatten(1)
            else:
                raise ValueError(f"no rule for {op}")
            values[node["output"]] = out
        return values[self.features]


class Judge(nn.Module):
    def __init__(self, trunk, mean, scale):
        super().__init__()
        self.trunk = trunk
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.first = nn.Linear(len(mean), HIDDEN)
        self.last = nn.Linear(HIDDEN, 1)

    def forward(self, pixels):
        rows = ((self.trunk(pixels) - self.mean) * self.scale).clamp(-5, 5)
        return self.last(F.dropout(self.first(rows).relu(), 0.3, self.training)).squeeze(1)


def crops(view):
    return np.memmap(FOLDER / f"{view}.rgb", np.uint8, "r").reshape(-1, 3, SIDE, SIDE)


def pixels_of(rows):
    return (torch.from_numpy(np.ascontiguousarray(rows)).float() / 255).contiguous(memory_format=torch.channels_last)


def auc(clean, generated):
    """Of every pair, how often the generated one has the higher score."""
    both = np.concatenate([clean, generated])
    ranks = np.empty(len(both))
    ranks[both.argsort(kind="stable")] = np.arange(1, len(both) + 1)
    return (ranks[len(clean) :].sum() - len(generated) * (len(generated) + 1) / 2) / (len(clean) * len(generated))


def mean_over_sources(scores, samples, rows):
    generated = scores[[i for i, row in enumerate(rows) if samples[row]["generated"]]]
    found = []
    for source in sorted({samples[row]["group"] for row in rows if not samples[row]["generated"]}):
        clean = scores[[i for i, row in enumerate(rows) if samples[row]["group"] == source and not samples[row]["generated"]]]
        if len(clean) >= 20:
            found.append(auc(clean, generated))
    return float(np.mean(found))


@torch.no_grad()
def judge(model, rows):
    model.eval()
    view = crops("equal")
    return np.concatenate([model(pixels_of(view[rows[i : i + 64]])).numpy() for i in range(0, len(rows), 64)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fold", type=int)
    parser.add_argument("--epochs", type=int, default=24)
    asked = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    about = json.loads((FOLDER / "samples.json").read_text())
    samples, drawings = about["pictures"], about["drawings"]
    fold = None if asked.fold is None else about["folds"][asked.fold]
    left_out = lambda sample: fold is not None and (sample["group"] == fold["generator"] or sample["group"] in fold["clean"])

    entries = [(view, row, sample) for view in VIEWS for row, sample in enumerate(samples)]
    entries += [("retouched1", row, sample) for row, sample in enumerate(s for s in samples if not s["generated"])]
    entries += [("drawings1", row, {**sample, "split": "train"}) for row, sample in enumerate(drawings)]
    entries = [entry for entry in entries if entry[2]["split"] == "train" and not left_out(entry[2])]
    counts = {}
    for _, _, sample in entries:
        counts[sample["group"]] = counts.get(sample["group"], 0) + 1
    weights = np.array([counts[sample["group"]] ** -0.5 for _, _, sample in entries])
    labels = np.array([sample["generated"] for _, _, sample in entries])
    for of_class in (labels, ~labels):
        weights[of_class] /= 2 * weights[of_class].sum()
    views = {name: crops(name) for name in (*VIEWS, "retouched1", "drawings1")}

    trunk = Trunk()
    equal = crops("equal")
    trunk.eval()
    with torch.no_grad():
        rows = trunk(pixels_of(equal[:16]))
        print("features differ by", float((rows.flatten() - trunk.expected).abs().max()), flush=True)
        seen = [row for row, sample in enumerate(samples) if sample["split"] == "train" and not left_out(sample)][::4]
        before = torch.cat([trunk(pixels_of(equal[seen[i : i + 64]])) for i in range(0, len(seen), 64)])
    model = Judge(trunk, before.mean(0), 1 / before.std(0).clamp_min(1e-4))
    start = [weight.detach().clone() for weight in trunk.parameters()]
    head = [*model.first.parameters(), *model.last.parameters()]
    optimiser = torch.optim.AdamW([{"params": list(trunk.parameters()), "lr": 1e-4}, {"params": head, "lr": 1e-3}], weight_decay=0)
    steps_an_epoch = sum(sample["split"] == "train" and not left_out(sample) for sample in samples) // BATCH
    total = asked.epochs * steps_an_epoch
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1, (step + 1) / (total / 20)) * 0.5 * (1 + np.cos(np.pi * step / total)))
    average = copy.deepcopy(model)

    checkpoint = FOLDER / f"fold-{asked.fold}-of-{asked.epochs}.pt"
    done = 0
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        model.load_state_dict(kept["model"])
        average.load_state_dict(kept["average"])
        optimiser.load_state_dict(kept["optimiser"])
        scheduler.load_state_dict(kept["scheduler"])
        done = kept["done"]

    out = [row for row, sample in enumerate(samples) if left_out(sample)]
    val = [row for row, sample in enumerate(samples) if sample["split"] == "val"]
    for epoch in range(done, asked.epochs):
        random = np.random.default_rng(1000 + epoch)
        model.train()
        losses = []
        for picks in random.choice(len(entries), (steps_an_epoch, BATCH), p=weights):
            batch = np.stack([views[view][row] for view, row, _ in (entries[i] for i in picks)])
            flip = random.random(BATCH) < 0.5
            batch[flip] = batch[flip][..., ::-1]
            target = torch.tensor(labels[picks] * (1 - 2 * SMOOTHING) + SMOOTHING, dtype=torch.float32)
            pull = sum(((weight - first) ** 2).sum() for weight, first in zip(trunk.parameters(), start))
            loss = F.binary_cross_entropy_with_logits(model(pixels_of(batch)), target)
            optimiser.zero_grad()
            (loss + PULL * pull).backward()
            optimiser.step()
            scheduler.step()
            losses.append(float(loss))
            with torch.no_grad():
                for mean, now in zip(average.parameters(), model.parameters()):
                    mean.mul_(AVERAGE).add_(now, alpha=1 - AVERAGE)
        state = {"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "scheduler": scheduler.state_dict(), "done": epoch + 1}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)
        if (epoch + 1) % 4 == 0 or epoch + 1 == asked.epochs:
            scores = judge(average, val)
            told = {"fold": asked.fold, "without": fold and fold["generator"], "epoch": epoch + 1, "loss": round(float(np.mean(losses)), 3)}
            told["val"] = round(auc(scores[[not samples[row]["generated"] for row in val]], scores[[samples[row]["generated"] for row in val]]), 3)
            if out:
                told["left out"] = round(mean_over_sources(judge(average, out), samples, out), 3)
            print(json.dumps(told), flush=True)


main()
