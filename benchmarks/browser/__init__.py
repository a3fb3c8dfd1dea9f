"""How long visitors wait, measured in a real browser: python -m benchmarks.browser

Server and browser run on the same machine. What is timed begins with an event in the page, by the event's own clock
(pen up, click, key down), and ends when the last change that it caused was painted: two animation frames after the
change, so that the first of them has shown it (stopwatch.js). Nothing of what drives the browser is in a figure.

What the stopwatch looks at is named beside each measurement (measures.py). It does not see into the components of our
own (the gallery, the pictures that answer to the pointer); the texts and numbers that come with them it does. The
browser waits for the page at each move of the mouse, so on a busy machine a stroke takes longer than a hand would.

Ten sessions at once are one browser and nine connections that send what a browser sent, at the same pace (echo.py): a
browser that draws takes half a core, and ten of them on a small machine would measure one another.
"""
