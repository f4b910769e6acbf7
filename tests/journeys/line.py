"""The wire between browsers and the server: a relay on loopback that can be cut, and made to lose what comes back."""

import asyncio
import socket
from asyncio import StreamReader, StreamWriter

CHUNK = 65_536


class Line:
    """Relays bytes to a port of this machine. Its address stays the same through every trouble."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self._socket.getsockname()[1]}"
        self._whole = True
        self.asked: list[bytes] = []
        self.streams = 0  # asked for so far
        self._losing = b""
        self._muted: set[StreamWriter] = set()
        self._ends: set[StreamWriter] = set()

    def cut(self) -> None:
        """Breaks every connection and lets none through. To be called where the relay runs."""
        self._whole = False
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        """Lets new connections through again."""
        self._whole = True

    def lose_answer_to(self, start: str) -> None:
        """The next request that starts so (`POST /api/cases`) reaches the server; its answer never comes back.

        It and those like it that follow are kept in `asked`, as they went over the line.
        """
        self._losing = start.encode()
        self.asked.clear()

    async def relay(self, port: int) -> asyncio.Server:
        """Starts listening, for a server at this port."""

        async def connected(reader: StreamReader, browser: StreamWriter) -> None:
            if not self._whole:
                browser.transport.abort()
                return
            answers, server = await asyncio.open_connection("127.0.0.1", port)
            ends = {browser, server}
            self._ends |= ends
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._ask(reader, server, browser))
                    both.create_task(self._answer(answers, browser))
            except* ConnectionError:
                pass
            finally:
                self._ends -= ends
                self._muted -= ends
                for end in ends:
                    end.transport.abort()

        return await asyncio.start_server(connected, sock=self._socket)

    async def _ask(self, reader: StreamReader, server: StreamWriter, browser: StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            self.streams += data.startswith(b"GET /api/stream")
            if self._losing and data.startswith(self._losing):
                self.asked.append(data)
                if len(self.asked) == 1:
                    self._muted.add(browser)
            server.write(data)
            await server.drain()
        server.close()

    async def _answer(self, answers: StreamReader, browser: StreamWriter) -> None:
        while data := await answers.read(CHUNK):
            if browser in self._muted:
                break
            browser.write(data)
            await browser.drain()
        browser.transport.abort() if browser in self._muted else browser.close()
