"""Sessions without a browser: each sends the server what a browser sent, at the same pace."""

import asyncio
import json

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

LONGEST = 60  # seconds for an answer
# As in ui/components/pen.js, in seconds:
SLOWEST = 2  # that an answer counts for at most


def pause(took):
    """How long to wait after a message that was answered, if the answer took so long."""
    return max(0.04, 2 * took - 0.16)


def patience(took):
    """How long to wait after a message without an answer."""
    return max(0.4, 3 * took)


def rest(took):
    """How long to wait after the last answer until the pen rests."""
    return max(0.06, 4 * took - 0.4)


class Recorder:
    """Records what a page sends to the server from now on, and when."""

    def __init__(self, page):
        self.clock, self.sent = asyncio.get_running_loop(), []
        page.on("websocket", lambda socket: socket.on("framesent", self.record))

    def record(self, message):
        self.sent.append((self.clock.time(), message))

    def since(self, begin):
        """A list of (seconds after `begin`, message)."""
        return [(time - begin, message) for time, message in self.sent if time >= begin]


class Echo:
    """One session. Like `Area` in pen.js, it asks a slow server less often, except at the end of a stroke."""

    def __init__(self, socket):
        self.socket, self.clock = socket, asyncio.get_running_loop()
        self.number, self.answer = None, self.clock.create_future()  # of the last message, and the time of its answer
        self.told, self.took, self.answers = 0, 0, 0  # when it was sent, how long answers take, and how many came
        self.finished = asyncio.Event()  # a run of the page, since it was cleared
        self.listening = asyncio.create_task(self.listen())

    @classmethod
    async def arrive(cls, address, message):
        """A new session that has received its canvas. address: of a server; message: the first of a browser."""
        address = address.replace("http", "ws", 1)
        echo = cls(await connect(f"{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None))
        await echo.come(message)
        echo.answers = 0
        return echo

    async def come(self, message):
        """Open the page with the canvas. message: the first of a browser."""
        self.number, self.answer = None, self.clock.create_future()
        await self.socket.send(message)
        await asyncio.wait_for(self.answer, LONGEST)

    async def turn_to(self, message):
        """Open another page. message: what a browser sends for it."""
        self.finished.clear()
        await self.socket.send(message)
        await asyncio.wait_for(self.finished.wait(), LONGEST)

    async def leave(self):
        await self.socket.close()
        await self.listening

    async def listen(self):
        """Record when the last message is answered."""
        async for frame in self.socket:
            message = ForwardMsg.FromString(frame)
            if message.WhichOneof("type") == "script_finished":
                self.finished.set()
            data = json.loads(message.delta.new_element.bidi_component.json or "null")
            if isinstance(data, dict) and "sheet" in data:  # of the canvas, not of the network view
                self.sheet = data["sheet"]
                if data["answered"] == self.number and not self.answer.done():
                    self.beside = data["beside"]  # the answer as HTML
                    self.took, self.answers = self.since_told(), self.answers + 1
                    self.answer.set_result(self.clock.time())

    def since_told(self):
        return min(self.clock.time() - self.told, SLOWEST)

    async def send(self, message):
        if not self.answer.done():
            self.took = max(self.took, self.since_told())
        self.number, self.answer, self.told = number_of(message), self.clock.create_future(), self.clock.time()
        await self.socket.send(message_for(self.sheet, message))

    async def draw(self, begin, turn, end):
        """Repeat one recorded turn, starting at `begin`. Returns the ms from the end of the stroke to its answer.

        end: when the next one may begin. If it comes before the pen has rested, the message that it rests is not sent.
        """
        *moving, (up_after, up), (_, rests) = turn
        for after, message in moving:
            await asyncio.sleep(begin + after - self.clock.time())
            since = max(self.told, begin + moving[0][0])  # the stroke's begin
            if self.clock.time() >= since + (pause if self.answer.done() else patience)(self.took):
                await self.send(message)
        await asyncio.sleep(begin + up_after - self.clock.time())
        sent = self.clock.time()
        await self.send(up)
        answered = await asyncio.wait_for(self.answer, LONGEST)
        if answered + rest(self.took) < end:
            await asyncio.sleep(rest(self.took))
            await self.send(rests)
        return 1000 * (answered - sent)


def check_answer(beside, digit):
    """Raises RuntimeError unless an answer, as HTML, begins with the words that this is the digit."""
    if f"{digit}.</h" not in beside:
        raise RuntimeError(f"Expected the answer to be {digit}, found: {beside[:100]}")


def number_of(message):
    """The number that a canvas gave its message."""
    return json.loads(_canvas_in(BackMsg.FromString(message)).json_value)["drawing"]["number"]


def message_for(sheet, message):
    """The message of a canvas, as the canvas of the session with this sheet would have sent it."""
    parsed = BackMsg.FromString(message)
    canvas = _canvas_in(parsed)
    state = json.loads(canvas.json_value)
    state["drawing"]["sheet"] = sheet
    canvas.json_value = json.dumps(state)
    return parsed.SerializeToString()


def _canvas_in(parsed):
    return next(widget for widget in parsed.rerun_script.widget_states.widgets if widget.json_value)
