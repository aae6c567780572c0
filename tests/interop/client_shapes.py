"""Clients that send the same requests in unusual pieces.

    client_shapes.py PORT echo|time|chat|files|gopher     prints one line for each client with a wrong answer

Pieces of one message follow each other at once: TCP_NODELAY sends each as a segment of its own.
"""
import hashlib
import re
import socket
import struct
import sys
import threading

PORT, SERVICE = int(sys.argv[1]), sys.argv[2]
RESET = struct.pack("ii", 1, 0)
MD5 = hashlib.md5(b"hello\n").hexdigest().encode()


def connected():
    client = socket.create_connection(("127.0.0.1", PORT), 20)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def answer(pieces):
    client = connected()
    for piece in pieces:
        client.sendall(piece)
    client.shutdown(socket.SHUT_WR)
    got = b""
    while data := client.recv(65536):
        got += data
    client.close()
    return got


def held_open(data, pattern):
    """A client that ends its direction only once it has the answer."""
    client = connected()
    client.sendall(data)
    got = b""
    while not re.fullmatch(pattern, got, re.S):
        data = client.recv(65536)
        if not data:
            print("held open", got[:200])
            break
        got += data
    client.close()


def in_pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


def expected(text, end):
    """A pattern for the answer to messages with this end; the last has none if end is empty."""
    lines = text.split(end) if end else [text]
    lines = lines[:-1] if end else lines
    if SERVICE == "echo":
        return re.escape(text.upper())
    if SERVICE == "time":
        return b"".join(rb"\[\d+\] " + re.escape(line + end) for line in lines)
    if SERVICE == "chat":
        return rb"\* you are guest\d+;[^\n]*\n\* here: [^\n]*\n([^\n]*\n)*"
    return None


def messages(name, pieces, end):
    pattern = expected(b"".join(pieces), end)
    got = answer(pieces)
    if not re.fullmatch(pattern, got, re.S):
        print(name, got[:200])


def files(name, pieces, pattern):
    got = answer(pieces)
    if not re.fullmatch(pattern, got, re.S):
        print(name, got[:200])


def bytewise(data):
    return in_pieces(data, 1)


GBK = "你好".encode("gbk")
LF_FILE, BARE_FILE = rb"6\nhello\n" + MD5, rb"6hello\n" + MD5
if SERVICE == "files":
    files("by byte", bytewise(b"get a.txt\r\nok\r\n"), LF_FILE)
    files("CR LF", [b"get a.txt\r\n", b"ok\r\n"], LF_FILE)
    files("line ends apart", [b"get a.txt", b"\r\n", b"ok", b"\r\n"], LF_FILE)
    files("split in the name", [b"get a", b".txt\n", b"ok\n"], LF_FILE)
    files("two in one packet", [b"get a.txt\nok\nget a.txt\nok\n"], LF_FILE * 2)
    files("two without acknowledgements", [b"get a.txt\nget a.txt\n"], LF_FILE * 2)
    files("after a refusal", [b"get no\nget a.txt\nok\n"], rb"error: [^\n]*\n" + LF_FILE)
    files("half-close at once", [b"get a.txt"], BARE_FILE)
    for size in (1023, 1024, 1025, 8192):
        data = b"get " + b"x" * (size - 4)
        files("%d bytes" % size, [data + b"\n"], rb"error: [^\n]*\n")
        files("%d bytes without a line end" % size, [data], rb"error: [^\n]*")
    files("too long", [b"x" * 8193], rb"error: A line is longer than 8192 bytes\n")
    for size in (1023, 1024, 1025):
        requests = b"get a.txt\r\nok\r\n" * 300
        files("in pieces of %d" % size, in_pieces(requests, size), LF_FILE * 300)
    files("GBK", [b"get " + GBK + b"\r\n"], rb"error: [^\n]*\n")
    held_open(b"get a.txt\nok\n", LF_FILE)
    files("not UTF-8", [b"get \xff\xfe\xc4\xe3\n"], rb"error: [^\n]*\n")
elif SERVICE == "gopher":
    item = rb"hello\r\n\.\r\n"
    refused = rb"3[^\n]*\r\n.*"
    files("by byte", bytewise(b"/a.txt\r\n"), item)
    files("CR LF", [b"/a.txt\r\n"], item)
    files("LF", [b"/a.txt\n"], item)
    files("without a line end", [b"/a.txt"], item)
    files("line end apart", [b"/a.txt", b"\r", b"\n"], item)
    files("two in one packet", [b"/a.txt\r\n/a.txt\r\n"], item)
    files("GBK", [GBK + b"\r\n"], refused)
    for size in (1023, 1024, 1025):
        files("%d bytes" % size, [b"x" * (size - 1) + b"\n"], refused)
        files("%d bytes without a line end" % size, [b"x" * size], refused)
    held_open(b"/a.txt\r\n", item)
else:
    messages("by byte", bytewise(b"hello there\r\n"), b"\r\n")
    messages("CR LF", [b"hello\r\n", b"there\r\n"], b"\r\n")
    messages("GBK", [GBK + b"\r\n"], b"\r\n")
    held_open(b"hello\n", expected(b"hello\n", b"\n"))
    messages("without a line end", [b"hello"], b"")
    messages("split", [b"hel", b"lo\n"], b"\n")
    messages("two in one packet", [b"hello\nthere\n"], b"\n")
    messages("not UTF-8", [b"\xff\xfe\xc4\xe3\n"], b"\n")
    for size in (1023, 1024, 1025):
        messages("%d bytes" % size, [b"x" * (size - 1) + b"\n"], b"\n")
        messages("%d bytes without a line end" % size, [b"x" * size], b"")
        # A room limits the pace of its members.
        lines = b"hello there\n" * 500 if SERVICE != "chat" else b"x" * 3000 + b"\n"
        messages("in pieces of %d" % size, in_pieces(lines, size), b"\n")

# Clients that are silent, are reset in the middle of a message, or come 200 at once.
silent = connected()
reset = connected()
reset.sendall(b"get a" if SERVICE != "gopher" else b"/a")
reset.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
reset.close()


def one():
    if SERVICE == "gopher":
        files("one of 200", [b"/a.t", b"xt\r\n"], item)
    elif SERVICE == "files":
        files("one of 200", [b"get a.txt", b"\nok\n"], LF_FILE)
    else:
        messages("one of 200", [b"hel", b"lo\n"], b"\n")


crowd = [threading.Thread(target=one) for _ in range(200)]
for each in crowd:
    each.start()
for each in crowd:
    each.join()
silent.close()
print("done")
