"""Train a network: python -m training {mlp,cnn} --recipe {article,plain,people} --out FILE.npz

If interrupted, the same command continues after the last finished epoch. Beside FILE.npz it writes FILE.json:
what was trained on what, how, and how accurate it became.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"  # before Keras is imported

import keras  # noqa: E402
import numpy as np  # noqa: E402

from . import calibration, data  # noqa: E402
from .fit import Fit, probabilities  # noqa: E402
from .handwriting import hold_out, read_unipen  # noqa: E402
from .networks import NETWORKS, save_weights  # noqa: E402
from .recipes import RECIPES  # noqa: E402


def main():
    args = arguments()
    recipe = RECIPES[args.network, args.recipe]
    overrides = {"epochs": args.epochs, "learning_rate": args.learning_rate}
    recipe = replace(recipe, **{name: value for name, value in overrides.items() if value})
    keras.utils.set_random_seed(args.seed)
    training, held_out = images(args, recipe)
    model = NETWORKS[args.network]()
    model.summary()
    log_file, checkpoint = args.out.with_suffix(".json"), args.out.with_suffix(".checkpoint")
    log = new_log(args, recipe, training)
    if checkpoint.exists():
        log = continued(log, json.loads(log_file.read_text()), checkpoint)
    watched = {"validation", "writers"} | ({"test"} if args.recipe == "article" else set())

    def after_epoch(epoch, figures):
        for name in watched & held_out.keys():
            x, t = held_out[name]
            figures[name] = calibration.accuracy(probabilities(model, x), t)
        log["epochs"] = log["epochs"][:epoch] + [{"epoch": epoch + 1} | rounded(figures)]
        print("  ".join(f"{name} {value}" for name, value in log["epochs"][-1].items()), flush=True)
        log_file.write_text(json.dumps(log, indent=1) + "\n")

    Fit(model, recipe, training).run(checkpoint, after_epoch)
    set_temperature(model, args.temperature, np.dtype(args.dtype))
    save_weights(args.out, model.get_weights(), args.dtype)
    log["results"] = {name: metrics(probabilities(model, x), t) for name, (x, t) in held_out.items()}
    log_file.write_text(json.dumps(log, indent=1) + "\n")
    checkpoint.unlink()
    for name, figures in log["results"].items():
        print(name, figures)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--recipe", choices=sorted({name for _, name in RECIPES}), required=True)
    option = parser.add_argument
    option("--out", type=Path, required=True, metavar="FILE.npz", help="where to save the weights")
    option("--source", choices=["mnist", "sample"], default="mnist", help="sample: only for a quick trial")
    option("--handwriting", type=Path, metavar="FILE", help="UNIPEN strokes, required by recipe people")
    option("--holdout-writers", type=numbers, default=[], metavar="1,2,3", help="writers to evaluate on, not train on")
    option("--validation", type=int, default=0, metavar="N", help="training images to evaluate on, not train on")
    option("--epochs", type=int, help="overrides the recipe's")
    option("--learning-rate", type=float, help="overrides the recipe's")
    option("--temperature", type=float, default=1.0, help="divisor of the logits, applied after training")
    option("--dtype", choices=["float16", "float32"], default="float32", help="of the weights in FILE.npz")
    option("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.recipe == "people" and not args.handwriting:
        parser.error("recipe people needs --handwriting FILE (training/README.md says where to get the strokes)")
    return args


def numbers(text):
    return [int(number) for number in text.split(",")]


def images(args, recipe):
    """The images to train on, as data.Epochs, and the sets to evaluate on, as a dict of (x, t) by name."""
    rng = np.random.default_rng(args.seed)
    training, test = data.mnist(args.source, recipe.trains_on_sample)
    training, validation = data.split(*training, args.validation, rng)
    digits = read_unipen(args.handwriting) if args.handwriting else []
    digits, others = hold_out(digits, args.holdout_writers)
    held_out = {"test": test}
    if args.source == "mnist" and not recipe.trains_on_sample:
        held_out["sample"] = data.sample()
    if args.validation:
        held_out["validation"] = validation
    if others:
        held_out |= {"writers": data.as_drawn(others), "writers, small": data.as_drawn(others, longest=95)}
    return data.Epochs(*training, digits, recipe, args.seed), held_out


def new_log(args, recipe, training):
    """A log of all settings of this training, without any epochs yet."""
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(args).items()}
    del settings["out"], settings["handwriting"]
    return settings | {
        "started": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
        "keras": keras.__version__,
        "images an epoch": len(training),
        "pen digits": len(training.pen_labels) if recipe.pen_copies else 0,
        "epochs": [],
    }


def continued(log, earlier, checkpoint):
    """The log of the training that `checkpoint` belongs to. Exits if any setting but the number of epochs differs."""
    differing = [name for name in log if name not in ("epochs", "started") and log[name] != earlier.get(name)]
    if differing:
        sys.exit(
            f"{checkpoint} belongs to a training run with a different {', '.join(differing)}. "
            "Use the same options to continue it, delete it to start over, or choose another --out."
        )
    return earlier


def set_temperature(model, temperature, dtype):
    """Divide the last layer's weights and biases by the temperature, and round all weights to the dtype of the file."""
    *others, W, b = model.get_weights()
    model.set_weights([w.astype(dtype).astype(np.float32) for w in (*others, W / temperature, b / temperature)])


def metrics(y, t):
    """Accuracy and calibration of probabilities y (N, 10) for labels t (N,)."""
    return rounded(
        {
            "images": len(t),
            "accuracy": calibration.accuracy(y, t),
            "cross entropy": calibration.cross_entropy(y, t),
            "calibration error": calibration.expected_calibration_error(y, t),
            "best temperature": calibration.best_temperature(y, t),
            "accuracy per digit": [round(calibration.accuracy(y[t == d], d), 4) for d in range(10)],
        }
    )


def rounded(figures):
    return {name: round(value, 5) if isinstance(value, float) else value for name, value in figures.items()}


if __name__ == "__main__":
    main()
