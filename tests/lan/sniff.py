"""Writes every frame that passes the switch to a file, until it is stopped."""
import socket
import sys

with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as sock, open(
    sys.argv[1], "wb", buffering=0
) as out:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    print("sniffing", flush=True)
    while True:
        out.write(sock.recv(1 << 17))
