"""The least a vpicc can be, written from the protocol alone: answers ATR and commands, says what it was told.

Usage: raw-vpicc.py PORT. Each message of the reader is a line of hexadecimal digits on stdout. Each command APDU is
answered by its own bytes and 9000, one byte at a time. Ends, and so leaves the reader, when stdin closes.
"""

import socket
import struct
import sys
import threading

ATR = bytes.fromhex("3B8F80010031B86404B0ECC1739401808290000E")


def read(connection, length):
    data = b""
    while len(data) < length:
        part = connection.recv(length - len(data))
        if not part:
            sys.exit(0)
        data += part
    return data


def send(connection, message):
    for byte in struct.pack(">H", len(message)) + message:
        connection.sendall(bytes([byte]))


def leave_with_stdin(connection):
    sys.stdin.read()
    connection.shutdown(socket.SHUT_RDWR)


connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
threading.Thread(target=leave_with_stdin, args=(connection,), daemon=True).start()
while True:
    (length,) = struct.unpack(">H", read(connection, 2))
    message = read(connection, length)
    print(message.hex().upper(), flush=True)
    if message == b"\x04":
        send(connection, ATR)
    elif length > 1:
        send(connection, message + b"\x90\x00")
