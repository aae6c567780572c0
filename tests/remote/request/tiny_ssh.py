"""The well-known exercise, both sides, as it is written everywhere.

    tiny_ssh.py serve           prints its port, serves one client
    tiny_ssh.py ask PORT        reads command lines from standard input, prints answers
"""

import socket
import subprocess
import sys


def serve():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(5)
    print(server.getsockname()[1], flush=True)
    conn, _ = server.accept()
    while True:
        data = conn.recv(1024)
        if not data:
            break
        result = subprocess.run(data.decode(), shell=True, capture_output=True).stdout
        if len(result) == 0:
            result = "no output".encode("utf-8")
        conn.send(str(len(result)).encode("utf-8"))
        conn.recv(1024)  # the acknowledgement
        conn.sendall(result)
    server.close()


def ask(port):
    client = socket.socket()
    client.connect(("127.0.0.1", port))
    for line in sys.stdin:
        client.send(line.rstrip("\n").encode("utf-8"))
        size = int(client.recv(1024).decode())
        client.send("ready to receive".encode("utf-8"))
        received = b""
        while len(received) < size:
            data = client.recv(1024)
            if not data:
                raise EOFError(f"{len(received)} of {size} bytes")
            received += data
        sys.stdout.write(f"[{size}] {received.decode()}")
    client.close()


if sys.argv[1] == "serve":
    serve()
else:
    ask(int(sys.argv[2]))
