"""The results of training.measure as Markdown tables: a row per network, a dagger if it was trained on the digits."""

CALIBRATION = ["accuracy", "mean probability", "calibration error", "calibration error at that temperature"]
TRAINED_ON = "† trained on these digits"
CERTAINTY, ACCEPTED = "No digits", "No digits: accepted where 95% of the digits are"  # the titles of two tables


def markdown(found):
    """All tables as one text. `found` is the dict that `measure` also writes as JSON."""
    networks, seen = found["networks"], found["trained on"]
    parts = []
    for title in next(iter(networks.values())):
        rows = {name: tables[title] for name, tables in networks.items()}
        if title in TABLES:
            parts.append(TABLES[title](title, rows))
            continue
        parts.append(accuracies(title, rows, seen))
        if title == "Accuracy":
            parts += [table_of(source, rows, seen) for source in columns(rows) for table_of in (per_digit, calibration)]
    parts += [TRAINED_ON] if any(TRAINED_ON[0] in part for part in parts) else []
    parts += [f"Left out: {source} ({reason})" for source, reason in found["left out"].items()]
    return "\n\n".join(parts)


def accuracies(title, rows, seen):
    """A column for each trial."""
    cells = {
        name: [percent(figures["accuracy"]) + dagger(figures, seen[name]) for figures in trials.values()]
        for name, trials in rows.items()
    }
    return table(f"{title}, %", columns(rows), cells)


def per_digit(source, rows, seen):
    """A column for each digit."""
    cells = {
        name + dagger(trials[source], seen[name]): map(percent, trials[source]["accuracy per digit"])
        for name, trials in rows.items()
    }
    return table(f"Accuracy per digit, {source}, %", range(10), cells)


def calibration(source, rows, seen):
    """How well probabilities match the accuracy, now and at the best temperature."""
    cells = {}
    for name, trials in rows.items():
        *shares, after = (percent(trials[source][column]) for column in CALIBRATION)
        temperature = f"{trials[source]['best temperature']:.2f}"
        cells[name + dagger(trials[source], seen[name])] = [*shares, temperature, after]
    *header, last = CALIBRATION
    return table(f"Calibration, {source}, %", [*header, "best temperature", last], cells)


def certainty(title, rows):
    """The share of images that get a high probability for some digit."""
    cells = {
        name: [f"{figures['above 0.9']:.0%} / {figures['above 0.5']:.0%}" for figures in trials.values()]
        for name, trials in rows.items()
    }
    return table(f"{title}: how many get a probability above 0.9 / above 0.5", columns(rows), cells)


def acceptance(title, rows):
    """The share of images of each kind that are accepted as digits."""
    cells = {name: [percent(share) for share in kinds.values()] for name, kinds in rows.items()}
    return table(f"{title}, %", columns(rows), cells)


def columns(rows):
    return list(next(iter(rows.values())))


def dagger(figures, seen):
    return " †" if figures["source"] in seen else ""


def percent(share):
    return "" if share is None else f"{100 * share:.2f}"


def table(title, header, rows):
    """A Markdown table below its title. header: the names of the columns; rows: {name of the row: cells}."""
    lines = [["", *header], ["---", *("---:" for _ in header)], *([name, *cells] for name, cells in rows.items())]
    return "\n".join([f"**{title}**", "", *("| " + " | ".join(map(str, line)) + " |" for line in lines)])


TABLES = {CERTAINTY: certainty, ACCEPTED: acceptance}
