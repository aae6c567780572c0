"""The servers and clients of the exercises: no line ends, one recv a message, servers that do not close.

    tutorial.py chat-server                       sends each line of its input, until it hears exit
    tutorial.py chat-client PORT                  sends each line of its input, and shows what comes
    tutorial.py echo-server                       answers in upper case, and never closes
    tutorial.py time-client PORT WORD...
    tutorial.py files-server FOLDER glued|silent  sends size and content at once, or nothing if it has no file
    tutorial.py files-client PORT NAME...

Servers print their port.
"""
import hashlib
import os
import socket
import sys
import threading


def listening():
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", 0))
    server.listen(5)
    print(server.getsockname()[1], flush=True)
    return server


def connected(port):
    client = socket.socket()
    client.connect(("127.0.0.1", int(port)))
    return client


def speak(sock):
    for line in sys.stdin:
        sock.send(line.strip().encode())


def hear(sock):
    while True:
        data = sock.recv(1024).decode()
        print("heard " + repr(data), flush=True)
        if data == "exit" or not data:
            break
    sock.close()
    os._exit(0)


def chat_server():
    conn, _ = listening().accept()
    threading.Thread(target=speak, args=(conn,), daemon=True).start()
    hear(conn)


def chat_client(port):
    client = connected(port)
    threading.Thread(target=speak, args=(client,), daemon=True).start()
    hear(client)


def echo_server():
    server, kept = listening(), []
    while True:
        conn, _ = server.accept()
        kept.append(conn)
        conn.send(conn.recv(1024).decode().strip().upper().encode())


def time_client(port, *words):
    client = connected(port)
    for word in words:
        client.send(word.encode())
        print(client.recv(1024).decode(), flush=True)


def files_server(folder, manner):
    server = listening()
    while True:
        conn, _ = server.accept()
        while True:
            data = conn.recv(1024)
            if not data:
                break
            _, filename = data.decode().split()
            path = os.path.join(folder, filename)
            if os.path.isfile(path):
                content = open(path, "rb").read()
                size, md5 = str(len(content)).encode(), hashlib.md5(content).hexdigest().encode()
                if manner == "glued":
                    conn.sendall(size + content + md5)
                else:
                    conn.send(size)
                    conn.recv(1024)
                    conn.sendall(content)
                    conn.send(md5)
        conn.close()


def files_client(port, *names):
    client = connected(port)
    for name in names:
        client.send(("get " + name).encode())
        total, received, md5 = int(client.recv(1024).decode()), 0, hashlib.md5()
        client.send(b"ready to recv file")
        while received < total:
            data = client.recv(min(1024, total - received))
            received += len(data)
            md5.update(data)
        print(name, received, md5.hexdigest() == client.recv(1024).decode(), flush=True)


globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:])
