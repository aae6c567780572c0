"""Does what echo_client.c does, where there is no compiler."""

import selectors
import socket
import sys
import time

BYTES = 64
# Seconds without an answer after which the rest counts as failed.
PATIENCE = 10

port, connections, count = map(int, sys.argv[1:])
left, done = count, 0
selector = selectors.DefaultSelector()


class Connection:
    def __init__(self, number):
        self.conn = socket.create_connection(("127.0.0.1", port))
        self.conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Each connection has content of its own, so that a mixed-up answer is found.
        self.request = bytes([ord("A") + number % 26]) * BYTES

    def ask(self):
        global left
        if left == 0:
            return self.leave()
        left -= 1
        self.reply = b""
        self.conn.sendall(self.request)

    def answer(self):
        global done
        data = self.conn.recv(BYTES)
        self.reply += data
        if not data or not self.request.startswith(self.reply):
            return self.leave()
        if len(self.reply) == BYTES:
            done += 1
            self.ask()

    def leave(self):
        selector.unregister(self.conn)
        self.conn.close()


all_connections = [Connection(number) for number in range(connections)]
for each in all_connections:
    selector.register(each.conn, selectors.EVENT_READ, each)
start = time.monotonic()
for each in all_connections:
    each.ask()
while selector.get_map() and (events := selector.select(PATIENCE)):
    for key, _ in events:
        try:
            key.data.answer()
        except OSError:
            key.data.leave()
seconds = time.monotonic() - start
print(f"done {done} failed {count - done} seconds {seconds:.6f}", file=sys.stderr)
