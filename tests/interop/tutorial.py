"""The servers and clients of the exercises: no line ends, one recv a message, servers that do not close.

    tutorial.py chat-server                       sends each line of its input, until it hears exit
    tutorial.py chat-client PORT                  sends each line of its input, and shows what comes
    tutorial.py echo-server                       answers in upper case, and never closes
    tutorial.py time-client PORT WORD...          sends each word, and shows one recv
    tutorial.py time-server                       answers each recv with the time before it
    tutorial.py udp-server                        the same over UDP
    tutorial.py udp-client PORT WORD...
    tutorial.py handler-server                    the same by socketserver, a line a request
    tutorial.py handler-client PORT WORD...       one connection for each word, by makefile
    tutorial.py ssh-server                        runs command lines in a shell
    tutorial.py ssh-client PORT COMMAND...
    tutorial.py gopher-server FOLDER              sends the file that a line names, or a line of error
    tutorial.py gopher-client HOST PORT FILE      says which step failed
    tutorial.py names HOST SERVICE
    tutorial.py files-server FOLDER glued|silent  sends size and content at once, or nothing if it has no file
    tutorial.py files-client PORT NAME...

Servers print their port.
"""
import hashlib
import os
import socket
import socketserver
import sys
import threading
import time


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


# The echo client of the exercise differs in the server only.
echo_client = time_client


def stamped(data):
    return b"[%s] %s" % (time.ctime().encode(), data)


def time_server():
    server = listening()
    while True:
        conn, _ = server.accept()
        while data := conn.recv(1024):
            conn.sendall(stamped(data))
        conn.close()


def udp_server():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        data, address = server.recvfrom(1024)
        server.sendto(stamped(data), address)


def udp_client(port, *words):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for word in words:
        client.sendto(word.encode(), ("127.0.0.1", int(port)))
        data, address = client.recvfrom(1024)
        print(data.decode(), address[1] == int(port), flush=True)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(stamped(self.rfile.readline()))


def handler_server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


def handler_client(port, *words):
    for word in words:
        with connected(port) as client:
            client.sendall(word.encode() + b"\r\n")
            print(client.makefile().readline().strip(), flush=True)


def ssh_server():
    server = listening()
    while True:
        conn, _ = server.accept()
        while data := conn.recv(1024):
            output = os.popen(data.decode()).read().encode() or b"no output"
            conn.sendall(str(len(output)).encode())
            conn.recv(1024)  # An acknowledgement, so that the two do not arrive together.
            conn.sendall(output)
        conn.close()


def ssh_client(port, *commands):
    client = connected(port)
    for command in commands:
        client.sendall(command.encode())
        size, output = int(client.recv(1024).decode()), b""
        client.sendall(b"ready")
        while len(output) < size:
            output += client.recv(1024)
        print(output.decode(), end="", flush=True)


def gopher_server(folder):
    server = listening()
    while True:
        conn, _ = server.accept()
        name = conn.makefile().readline().strip().lstrip("/")
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            conn.sendall(open(path, "rb").read())
        else:
            conn.sendall(b"3'%s' is not here\t\terror.host\t1\r\n.\r\n" % name.encode())
        conn.close()


def gopher_client(host, port, filename):
    client = socket.socket()
    try:
        client.connect((host, int(port)))
    except socket.gaierror:
        sys.exit("address-related error connecting to server")
    except OSError:
        sys.exit("connection error")
    try:
        client.sendall((filename + "\r\n").encode())
        client.shutdown(socket.SHUT_WR)
    except OSError:
        sys.exit("error sending data")
    try:
        while data := client.recv(2048):
            sys.stdout.buffer.write(data)
    except OSError:
        sys.exit("error receiving data")


def names(host, service):
    for family, _, _, _, address in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
        print(address[0])
    print(socket.getservbyname(service, "tcp"))


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
