// A recorded program, for stepper.js: what ui/programs/packed.py has packed, and what is looked up in it.

class Recording {
  // text: base64 of zlib of JSON, in which long strings and values stand in lists of their own.
  static async read(text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
    const { strings, ...recording } = await new Response(stream).json()
    const put = (part) => {
      if (typeof part === "string") return part[0] === "\x00" ? strings[Number(part.slice(1))] : part
      if (Array.isArray(part)) return part.map(put)
      return part && typeof part === "object" ? Object.fromEntries(Object.entries(part).map(([key, item]) => [key, put(item)])) : part
    }
    return Object.assign(new Recording(), put(recording))
  }

  // The variables after a step, of the program and of its functions that are running: [function, Map of values].
  variables(at) {
    const frames = []
    for (const { depth = 0, kind, function: name, changed } of this.steps.slice(0, at + 1)) {
      frames.length = Math.min(frames.length, kind === "call" ? depth : depth + 1)
      while (frames.length <= depth) frames.push([frames.length ? name : null, new Map()])
      for (const [variable, value] of Object.entries(changed))
        if (variable !== "return" && variable !== "img_show") frames[depth][1].set(variable, this.values[value])
    }
    return frames
  }

  // The loop of many turns that a step belongs to, or undefined.
  loopOf({ turn, kind }) {
    return turn && kind !== "skipped" ? this.loops.find(({ line }) => line === turn[0]) : undefined
  }

  // Where a click on a line leads from step `at`: in the same turn of a loop, to when it runs next, or else ran last.
  placeOf(line, at) {
    const there = [...this.steps.keys()].filter((place) => this.steps[place].line === line && this.steps[place].kind !== "skipped")
    const { turn } = this.steps[at]
    const sameTurn = there.filter((place) => turn && String(this.steps[place].turn) === String(turn))
    const among = sameTurn.length ? sameTurn : there
    return among.find((place) => place > at) ?? among.at(-1)
  }

  // The place of a line in a turn of a loop; where that does not execute it, of the first that it does.
  placeInTurn(loop, turn, line) {
    const there = this.steps.filter((step) => String(step.turn) === `${loop.line},${turn}` && step.kind !== "skipped")
    return this.steps.indexOf(there.find((step) => step.line === line) ?? there[0])
  }

  // The place of the first step that sets a variable, or -1.
  placeThatSets(name) {
    return this.steps.findIndex(({ changed }) => name in changed)
  }
}
