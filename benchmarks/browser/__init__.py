"""How long visitors wait, measured in a real browser: python -m benchmarks.browser

Server and browser run on the same machine. A measurement starts with an event in the page (pen up, click, key down),
at the event's own timestamp. It ends when the last change caused by the event has been painted: two animation frames
after the change, so that the first of them has shown it (stopwatch.js). The time taken by the program that drives the
browser is not included.

Each measurement names what the stopwatch watches (measures.py). The stopwatch does not see inside our own components
(the gallery, the pictures that respond to the pointer), but it sees the texts and numbers that change with them. The
browser waits for the page at each mouse move, so on a busy machine a stroke takes longer than it would by hand.

Ten sessions at once are one browser and nine connections that repeat what a browser sent, at the same pace (echo.py). A
browser that draws uses half a core, so ten of them on a small machine would slow each other down.
"""
