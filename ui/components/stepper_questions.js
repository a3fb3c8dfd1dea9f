// "Predict, then see", for stepper.js: what a line will do, asked before it runs (ui/programs/questions.py), and the count
// of right answers.

const answers = new Map() // of this visit, by question

// A question is the same in each turn of a loop.
function keyOf(program, { line, question }) {
  return `${program} ${line} ${question.why}`
}

function isAsked(program, step) {
  return step?.question && !answers.has(keyOf(program, step))
}

// The question before a step, with four buttons. onAnswer is called when one of them has been chosen.
function questionView(program, at, step, words, onAnswer) {
  const { question } = step
  const buttons = question.choices.map((chosen) => {
    const button = element("button", "choice", element("code", "", chosen))
    button.type = "button"
    button.onclick = () => {
      answers.set(keyOf(program, step), { at, chosen, isRight: chosen === question.right })
      onAnswer()
    }
    return button
  })
  const asks = sentence("p", "question", words[`asks ${question.asks}`], { name: inCode(question.name) })
  return [asks, element("div", "choices", ...buttons), element("p", "note", words.hidden)]
}

// After the step: whether the answer was right, and why.
function verdict(program, at, step, words) {
  const given = step.question && answers.get(keyOf(program, step))
  if (given?.at !== at) return []
  const { chosen, isRight } = given
  const right = [...answers.values()].filter((answer) => answer.isRight).length
  return [
    element(
      "div",
      isRight ? "verdict" : "verdict no",
      sentence("p", "", isRight ? words.correct : words.wrong, { chosen: inCode(chosen), right: inCode(step.question.right) }),
      sentence("p", "", words[`why ${step.question.why}`], step.question),
      element("p", "score", fill(words.score, { n: count(right), of: count(answers.size) })),
    ),
  ]
}
