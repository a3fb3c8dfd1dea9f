"""Print the logs of all trainings as tables: python -m training.report [FOLDER]

One table of the results of all networks, then one for each training with its loss and accuracy epoch by epoch.
"""

import json
import sys
from pathlib import Path

LOGS = Path(__file__).parent / "logs"


def main(folder=LOGS):
    logs = {path.stem: json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))}
    print("| log | epochs | minutes | evaluated on | images | accuracy | cross entropy | calibration error |")
    print("|---|---|---|---|---|---|---|---|")
    for name, log in logs.items():
        minutes = sum(epoch["seconds"] for epoch in log["epochs"]) / 60
        for evaluated_on, result in log["results"].items():
            print(f"| {name} | {len(log['epochs'])} | {minutes:.0f} | {evaluated_on} | {figures(result)} |")
    for name, log in logs.items():
        watched = [key for key in ("test", "validation", "writers") if key in log["epochs"][0]]
        print(f"\n{name}: epoch, loss, training accuracy" + "".join(f", {key}" for key in watched))
        for epoch in log["epochs"]:
            print(*(f"{epoch[key]:8.4g}" for key in ("epoch", "loss", "accuracy", *watched)))


def figures(result):
    accuracy = f"{100 * result['accuracy']:.2f}%"
    return f"{result['images']} | {accuracy} | {result['cross entropy']:.4f} | {result['calibration error']:.4f}"


if __name__ == "__main__":
    main(*sys.argv[1:])
