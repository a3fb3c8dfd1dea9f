"""Train a network: python -m training {mlp,cnn} --recipe {article,plain,people,everyone} --out FILE.npz

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

from mnistcore import accelerate, load_network  # noqa: E402
from mnistcore.files.weights import load_weights  # noqa: E402

from . import calibration, data, nondigits, unipen  # noqa: E402
from .fit import Fit, digit_probabilities, probabilities  # noqa: E402
from .handwriting import hold_out, read_uci  # noqa: E402
from .networks import NETWORKS, save_weights  # noqa: E402
from .recipes import RECIPES  # noqa: E402


def main():
    args = arguments()
    recipe = RECIPES[args.network, args.recipe]
    overrides = {"epochs": args.epochs, "learning_rate": args.learning_rate}
    recipe = replace(recipe, **{name: value for name, value in overrides.items() if value})
    recipe = replace(recipe, bfloat16=recipe.bfloat16 and not args.float32)
    keras.utils.set_random_seed(args.seed)
    training, held_out = images(args, recipe)
    model = NETWORKS[args.network](**({"activation": args.activation} if args.activation else {}))
    if args.start_from:
        model.set_weights(list(load_weights(args.start_from).values()))
    model.summary()
    log_file, checkpoint = args.out.with_suffix(".json"), args.out.with_suffix(".checkpoint")
    log = new_log(args, recipe, training)
    if checkpoint.exists():
        log = continued(log, json.loads(log_file.read_text()), checkpoint)
    watched = {"validation", "writers", *args.holdout_collections} | ({"test"} if args.recipe == "article" else set())

    def after_epoch(epoch, figures):
        for name in watched & held_out.keys():
            x, t = held_out[name]
            figures[name] = calibration.accuracy(probabilities(model, x), t)
        log["epochs"] = log["epochs"][:epoch] + [{"epoch": epoch + 1} | rounded(figures)]
        print("  ".join(f"{name} {value}" for name, value in log["epochs"][-1].items()), flush=True)
        log_file.write_text(json.dumps(log, indent=1) + "\n")

    Fit(model, recipe, training).run(checkpoint, after_epoch)
    set_temperature(model, args.temperature, np.dtype(args.dtype))
    log["digit threshold"] = digit_threshold(model, held_out, args) if recipe.none_weights else None
    save_weights(args.out, model.get_weights(), args.dtype, log["digit threshold"], args.activation)
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
    option("--activation", choices=["relu", "tanh"], help="of the hidden layers of mlp (default: sigmoid)")
    option("--source", choices=["mnist", "sample"], default="mnist", help="sample: only for a quick trial")
    option("--handwriting", type=Path, metavar="FILE", help="UCI's pen strokes, for recipes people and everyone")
    option("--unipen", type=Path, nargs="+", default=[], metavar="PATH", help="UNIPEN's, for recipe everyone")
    option("--float32", action="store_true", help="no bfloat16, which is slow on processors that lack it")
    option("--start-from", metavar="NETWORK", help="built-in name or path of the weights to begin with")
    option("--teacher", metavar="NETWORK", help="learn from this network's probabilities, too")
    option("--judge", metavar="NETWORK", help="leave out the digits of UNIPEN that are doubtful to this network")
    option("--holdout-writers", type=numbers, default=[], metavar="1,2,3", help="writers to evaluate on, not train on")
    option("--holdout-collections", type=words, default=[], metavar="ced,val", help="the same for parts of UNIPEN")
    option("--holdout-letters", default="", metavar="AKR", help="letters not to train on as non-digits")
    option("--digit-threshold", type=float, metavar="P", help="to save (default: accepts 99%% of digits held out)")
    option("--validation", type=int, default=0, metavar="N", help="training images to evaluate on, not train on")
    option("--epochs", type=int, help="overrides the recipe's")
    option("--learning-rate", type=float, help="overrides the recipe's")
    option("--temperature", type=float, default=1.0, help="divisor of the logits, applied after training")
    option("--dtype", choices=["float16", "float32"], default="float32", help="of the weights in FILE.npz")
    option("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.activation and args.network != "mlp":
        parser.error("--activation is for mlp: the other network has relu")
    needed = {"people": ["handwriting"], "everyone": ["handwriting", "unipen"]}.get(args.recipe, [])
    if missing := [f"--{name} PATH" for name in needed if not getattr(args, name)]:
        where = "training/README.md says where to get the strokes"
        parser.error(f"recipe {args.recipe} needs {' and '.join(missing)} ({where})")
    return args


def words(text):
    return text.split(",")


def numbers(text):
    return [int(number) for number in text.split(",")]


def images(args, recipe):
    """The images to train on, as data.Epochs, and the sets to evaluate on, as a dict of (x, t) by name."""
    rng = np.random.default_rng(args.seed)
    training, test = data.mnist(args.source, recipe.trains_on_sample)
    training, validation = data.split(*training, args.validation, rng)
    digits = read_uci(args.handwriting) if args.handwriting else []
    digits, others = hold_out(digits, args.holdout_writers)
    held_out = {"test": test}
    if args.source == "mnist" and not recipe.trains_on_sample:
        held_out["sample"] = data.sample()
    if args.validation:
        held_out["validation"] = validation
    if others:
        held_out |= {"writers": data.as_drawn(others), "writers, small": data.as_drawn(others, longest=95)}
    more, letters, collections = of_unipen(args)
    held_out |= {name: data.as_drawn(collection) for name, collection in collections.items() if collection}
    teacher = accelerate(load_network(args.teacher)) if args.teacher else None
    return data.Epochs(*training, digits + more, recipe, args.seed, letters, teacher), held_out


def of_unipen(args):
    """UNIPEN's digits and letters to train on, two lists, and its digits to evaluate on, a dict by collection."""
    characters = [character for path in args.unipen for character in unipen.read(path)]
    training, held_out = hold_out(characters, collections=args.holdout_collections)
    digits = [character for character in training if isinstance(character.label, int)]
    if args.judge:
        doubtful = data.doubtful(digits, load_network(args.judge))
        print(f"{len(doubtful)} doubtful digits of {len(digits)} are left out", flush=True)
        digits = [digit for digit in digits if not any(digit is other for other in doubtful)]
    known = set(nondigits.LETTERS) - set(args.holdout_letters)
    letters = [character for character in training if character.label in known]
    digits_of = {
        name: [c for c in held_out if c.collection == name and isinstance(c.label, int)]
        for name in args.holdout_collections
    }
    return digits, letters, digits_of


def digit_threshold(model, held_out, args):
    """The probability of being a digit that 99% of the digits held out exceed, except for the test set."""
    if args.digit_threshold:
        return args.digit_threshold
    drawn = [x for name, (x, _) in held_out.items() if name not in ("test", "sample", "validation")]
    x = np.concatenate(drawn or [x for x, _ in held_out.values()])
    return round(float(np.quantile(digit_probabilities(model, x), 0.01)), 4)


def new_log(args, recipe, training):
    """A log of all settings of this training, without any epochs yet."""
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(args).items()}
    del settings["out"], settings["handwriting"], settings["unipen"]
    settings |= {name: Path(settings[name]).stem for name in ("start_from", "teacher", "judge") if settings[name]}
    return settings | {
        "started": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
        "keras": keras.__version__,
        "images an epoch": len(training),
        "pen digits": int(np.count_nonzero(training.drawn_labels != data.NO_DIGIT)) if recipe.pen_copies else 0,
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
