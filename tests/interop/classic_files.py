"""The classic file exchange as the exercise has it, written without a look at ours.

    classic_files.py serve FOLDER        prints its port
    classic_files.py get PORT NAME...    prints the content's size and whether the MD5 is right
"""
import hashlib
import os
import socket
import sys


def serve(folder):
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(5)
    print(server.getsockname()[1], flush=True)
    while True:
        conn, _ = server.accept()
        while True:
            data = conn.recv(1024)
            if not data:
                break
            cmd, filename = data.decode().split()
            path = os.path.join(folder, filename)
            if not os.path.isfile(path):
                conn.send(b"no such file")
                continue
            f = open(path, "rb")
            m = hashlib.md5()
            conn.send(str(os.stat(path).st_size).encode())
            conn.recv(1024)  # wait for ack
            for line in f:
                m.update(line)
                conn.send(line)
            f.close()
            conn.send(m.hexdigest().encode())
        conn.close()


def get(port, names):
    client = socket.socket()
    client.connect(("127.0.0.1", int(port)))
    for name in names:
        client.send(("get %s" % name).encode())
        answer = client.recv(1024).decode()
        if not answer.isdigit():
            print("refused:", answer)
            continue
        client.send(b"ready to recv file")
        total, received, m = int(answer), 0, hashlib.md5()
        while received < total:
            data = client.recv(min(1024, total - received))
            received += len(data)
            m.update(data)
        digest = b""
        while len(digest) < 32:
            digest += client.recv(32 - len(digest))
        print(name, received, m.hexdigest() == digest.decode())
    client.close()


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    get(sys.argv[2], sys.argv[3:])
