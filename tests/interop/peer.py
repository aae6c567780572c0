#!/usr/bin/env python3
"""A second implementation of the protocol in lib/frame/PROTOCOL.md, written from that page alone.

    peer.py send    (--to HOST:PORT | --listen HOST:PORT) [--digest NAME] (PATH... | --text TEXT)
    peer.py receive (--from HOST:PORT | --listen HOST:PORT) [--digest NAME] [--ask] --into DIR

One transfer, security 0. A sender computes NAME (sha256 if none is named), a receiver accepts only
NAME. With --ask the receiver goes on where files in DIR end, and replaces those of another content.
A side that listens prints "listening on HOST:PORT"; one that goes on with a part of a file prints
"from OFFSET: 'PATH'"; one that receives a text prints "text: 'TEXT'". Ends with 0, or with 1 and one line on stderr.
"""

import argparse
import hashlib
import json
import os
import select
import shutil
import socket
import stat
import struct
import sys
import tempfile
import threading
import time

MAGIC = b"SLUICE\r\n"
HELLO, OFFER, ANSWER, ENTRY, DATA, END, SKIP = range(1, 8)
WANT, START, VERDICT, FIN, DONE, ERROR, PING = range(8, 15)
LOST = 23
DIGESTS = {"sha256": 1, "sha1": 2, "sha512": 3, "md5": 4}
NAME_OF_DIGEST = {wire: name for name, wire in DIGESTS.items()}
JSON_LIMIT, DATA_LIMIT, TEXT_LIMIT, CHUNK, BATCH = 65536, 1 << 20, 1 << 20, 1 << 18, 256
GREETING_SECONDS, SILENCE_SECONDS, PING_SECONDS = 5, 60, 10


class TransferError(Exception):
    """The transfer is over. Unless the other side said so (`told`), it is told `code`."""

    def __init__(self, code, message, told=False):
        super().__init__(message)
        self.code, self.told = code, told


def check(condition, message, code="protocol"):
    if not condition:
        raise TransferError(code, message)


def member(value, name, kind=int):
    """A member of a JSON payload, of the type it must have: integers are not negative."""
    found = value.get(name)
    check(type(found) is kind, f"{name} is missing or of another type")
    check(kind is not int or name == "mtime" or found >= 0, f"{name} is negative")
    check(kind is not int or abs(found) < 1 << 53, f"{name} is over its limit", "limit")
    return found


def check_path(path):
    """Names that are safe below a folder, by the rules of section 3."""
    try:
        components = [component.encode() for component in path.split("/")]
    except UnicodeEncodeError as error:
        raise TransferError("unsafe_name", "a path with a lone surrogate") from error
    for component in components:
        fine = component not in (b"", b".", b"..") and b"\0" not in component
        check(fine, f"unsafe path {path!r}", "unsafe_name")


class Channel:
    """Frames over a socket. A thread sends a ping whenever this side has been silent for long."""

    def __init__(self, sock):
        self.sock, self.lock, self.spoke = sock, threading.Lock(), time.monotonic()
        self.quiet = threading.Event()

    def greet(self, role):
        """Section 1 and the hello of section 3. Returns the other side's hello."""
        until = time.monotonic() + GREETING_SECONDS
        self.write(MAGIC + bytes([2, 2, 0, 0]))
        preface = self.read_exactly(12, until)
        check(preface[:8] == MAGIC, "this is not sluice")
        check(preface[8] <= 2 <= preface[9], "no version in common", "version")
        check(preface[10] == 0, "the other side asks for encryption", "security")
        digests = [*DIGESTS.values()]
        abilities = ["lost", "text"] if role == "receive" else ["lost"]
        self.send(HELLO, role=role, agent="peer.py", digests=digests, capabilities=abilities)
        kind, hello = self.read_any(until)
        check(kind == HELLO, "something came before the hello")
        check(member(hello, "role", str) in {"send", "receive"} - {role}, "both have one role")
        threading.Thread(target=self.keep_pinging, daemon=True).start()
        member(hello, "digests", list), member(hello, "capabilities", list)
        return hello

    def keep_pinging(self):
        while not self.quiet.wait(1):
            if time.monotonic() - self.spoke > PING_SECONDS:
                try:
                    self.send(PING)
                except TransferError:
                    return

    def write(self, data):
        try:
            self.sock.settimeout(SILENCE_SECONDS)
            self.sock.sendall(data)
        except OSError as error:
            raise TransferError("cut", f"the connection broke: {error}", told=True) from error
        self.spoke = time.monotonic()

    def send(self, kind, data=b"", /, **members):
        payload = json.dumps(members).encode() if members else data
        check(kind == DATA or len(payload) <= JSON_LIMIT, "a frame would be too long", "limit")
        with self.lock:
            if kind != PING or not self.quiet.is_set():
                self.write(struct.pack(">B3xI", kind, len(payload)) + payload)
            if kind in (FIN, DONE, ERROR):
                self.quiet.set()

    def read_exactly(self, length, until=None):
        parts, missing = [], length
        while missing:
            seconds = SILENCE_SECONDS if until is None else max(until - time.monotonic(), 0.001)
            try:
                if not select.select([self.sock], [], [], seconds)[0]:
                    raise TransferError("timeout", "the other side waited too long")
                part = self.sock.recv(missing)
            except OSError as error:
                raise TransferError("cut", f"the connection broke: {error}", told=True) from error
            if not part:
                raise TransferError("cut", "the connection was cut", told=True)
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def read_any(self, until=None):
        """The next frame: its type, and an object, or bytes for data and ping."""
        kind, reserved, length = struct.unpack(">B3sI", self.read_exactly(8, until))
        check(HELLO <= kind <= PING or kind == LOST, f"unknown frame type {kind}")
        check(reserved == bytes(3), "a reserved bit is set")
        least, most = {DATA: (1, DATA_LIMIT), PING: (0, 0)}.get(kind, (1, JSON_LIMIT))
        check(least <= length <= most, f"a frame of type {kind} with {length} bytes", "limit")
        payload = self.read_exactly(length, until)
        if kind in (DATA, PING):
            return kind, payload
        try:
            value = json.loads(payload.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise TransferError("protocol", f"cannot be read: {error}") from error
        check(type(value) is dict, "the payload is not an object")
        if kind == ERROR:
            text = f"{value.get('code')}: {value.get('message')}"
            raise TransferError("refused", f"the peer reported: {text}", told=True)
        return kind, value

    def read(self):
        """The next frame that is no ping."""
        kind, value = self.read_any()
        while kind == PING:
            kind, value = self.read_any()
        return kind, value

    def expect(self, wanted):
        kind, value = self.read()
        check(kind == wanted, f"frame type {kind} where {wanted} was due")
        return value

    def has_news(self):
        return bool(select.select([self.sock], [], [], 0)[0])

    def close(self, patience):
        """Ends this direction, and reads what still comes for some seconds, so that no reset
        overtakes what was sent."""
        self.quiet.set()
        until = time.monotonic() + patience
        try:
            self.sock.shutdown(socket.SHUT_WR)
            while (left := until - time.monotonic()) > 0:
                if select.select([self.sock], [], [], left)[0] and not self.sock.recv(CHUNK):
                    break
        except OSError:
            pass
        self.sock.close()


# ---- sending ----


class Source:
    """A file, folder or link to be sent; `path` is its name on the wire."""

    def __init__(self, where, path, info):
        check_path(path)
        self.where, self.path, self.info = where, path, info
        formats = {stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "link"}
        self.kind = formats.get(stat.S_IFMT(info.st_mode))
        if self.kind is None:
            raise OSError(f"{where!r} is no file, folder or link")
        self.size = info.st_size if self.kind == "file" else 0

    def entry(self, number):
        entry = {"id": number, "kind": self.kind, "path": self.path, "size": self.size}
        entry["mode"] = stat.S_IMODE(self.info.st_mode) & 0o777
        if os.name == "nt":
            entry.update(mode=0o755 if self.kind == "dir" else 0o644, modeless=True)
        entry["mtime"] = self.info.st_mtime_ns // 1_000_000
        return {**entry, "target": os.readlink(self.where)} if self.kind == "link" else entry


def walk(source):
    """A folder before what is in it, and all of that before anything else."""
    yield source
    if source.kind == "dir":
        for name in sorted(os.listdir(source.where)):
            where = os.path.join(source.where, name)
            yield from walk(Source(where, f"{source.path}/{name}", os.lstat(where)))


class Sender:
    def __init__(self, channel, paths, digest, text=None):
        self.channel, self.digest, self.text = channel, digest, text
        roots = [Source(p, os.path.basename(os.path.abspath(p)), os.stat(p)) for p in paths]
        self.names = [root.path for root in roots]
        check(len(set(self.names)) == len(roots), "two paths of one name", "exists")
        self.sources = [source for root in roots for source in walk(root)]
        self.sent, self.failed = {}, set()
        self.batch, self.wants = [], []  # announced files, and what is wanted of them
        self.unjudged, self.again = set(), []
        self.announced, self.lost = 0, []

    def run(self):
        hello = self.channel.greet("send")
        known = hello["digests"]
        check(DIGESTS[self.digest] in known, "the digest is unknown there", "digest_refused")
        if self.text is not None:
            check("text" in hello["capabilities"], "the other side takes no texts", "refused")
            return self.send_text(self.text.encode())
        size = sum(source.size for source in self.sources)
        names = self.names[:1000]
        while len(json.dumps(names)) > JSON_LIMIT - 1024:
            names.pop()  # `roots` says that there are more
        self.channel.send(
            OFFER, names=names, roots=len(self.names), entries=len(self.sources), bytes=size,
            exact=True, digest=DIGESTS[self.digest],
        )
        answer = self.channel.expect(ANSWER)
        check(member(answer, "accept", bool), "the other side does not accept", "declined")
        if member(answer, "ask", bool):
            self.send_as_asked()
        else:
            for number, source in enumerate(self.sources):
                self.announce(number, source)
                if source.kind == "file":
                    self.send_content(number, 0)
        fin = {"files": len(self.sent), "bytes": sum(self.sent.values())}
        fin["failed"] = len(self.failed)
        self.channel.send(FIN, **fin)
        kind, done = self.channel.read()
        while kind == LOST:
            self.hear_lost(done)
            kind, done = self.channel.read()
        check(kind == DONE, f"frame type {kind} where done was due")
        self.channel.close(5)
        told = member(done, "files") + member(done, "failed") + done.get("skipped", 0)
        check(told >= fin["files"] and member(done, "failed") >= len(self.lost), "not all accounted for")
        stored = {name: member(done, name) for name in fin}
        if stored["failed"] or self.failed or stored != fin:
            raise TransferError("io", f"not everything arrived: {fin} sent, {stored}", told=True)

    def send_text(self, text):
        """A text of section 3: the form of one file."""
        self.channel.send(
            OFFER, names=["text"], kinds=["file"], roots=1, entries=1, bytes=len(text), exact=True,
            digest=DIGESTS[self.digest], text=True,
        )
        answer = self.channel.expect(ANSWER)
        check(member(answer, "accept", bool), "the other side does not accept", "declined")
        check(not member(answer, "ask", bool), "the other side asks for a part of a text")
        self.channel.send(
            ENTRY, id=0, kind="file", path="text", size=len(text), mode=0o644, modeless=True,
            mtime=0,
        )
        for start in range(0, len(text), CHUNK):
            self.channel.send(DATA, text[start : start + CHUNK])
        digest = hashlib.new(self.digest, text).hexdigest()
        self.channel.send(END, id=0, size=len(text), digest=digest)
        self.channel.send(FIN, files=1, bytes=len(text), failed=0)
        done = self.channel.expect(DONE)
        check((member(done, "files"), member(done, "bytes")) == (1, len(text)), "it was not taken")
        self.channel.close(5)

    def announce(self, number, source):
        self.channel.send(ENTRY, **source.entry(number))
        self.announced = number + 1

    def hear_lost(self, lost):
        check(member(lost, "id") < self.announced, "an entry is lost that was not announced")
        self.lost.append(lost["id"])
        print(f"lost: {member(lost, 'path', str)!r}: {member(lost, 'message', str)!r}")

    def send_as_asked(self):
        """Section 4."""
        for number, source in enumerate(self.sources):
            self.announce(number, source)
            if source.kind == "file":
                self.batch.append(number)
            if len(self.batch) == BATCH or number == len(self.sources) - 1:
                self.send_batch()
        while self.unjudged or self.again:
            self.send_again()
            if self.unjudged:
                self.hear()

    def send_batch(self):
        while len(self.wants) < len(self.batch):
            self.hear()
        for number, want in zip(self.batch, self.wants):
            if want.get("offset", 0) is not None:
                self.send_wanted(number, member(want, "offset"))
            self.send_again()
        self.batch, self.wants = [], []

    def send_again(self):
        while self.again:
            self.send_wanted(self.again.pop(0), 0)

    def send_wanted(self, number, offset):
        check(offset <= self.sources[number].size, "an offset behind the end")
        if offset:
            print(f"from {offset}: {self.sources[number].path!r}")
        self.channel.send(START, id=number, offset=offset)
        if offset:
            self.unjudged.add(number)
        self.send_content(number, offset)

    def hear(self):
        """Reads a frame that may come while files are sent."""
        kind, value = self.channel.read()
        if kind == LOST:
            return self.hear_lost(value)
        if kind == WANT:
            due = self.batch[len(self.wants) :][:1]
            check([member(value, "id")] == due, "a want where none was due, or out of order")
            return self.wants.append(value)
        known = kind == VERDICT and member(value, "id") in self.unjudged
        check(known, f"frame type {kind}, which nothing asked for")
        self.unjudged.remove(value["id"])
        if not member(value, "ok", bool):
            self.again.append(value["id"])

    def send_content(self, number, offset):
        """Data from an offset on, and an end; or a skip."""
        source, digest, position = self.sources[number], hashlib.new(self.digest), 0
        try:
            with open(source.where, "rb") as file:
                while position < source.size:
                    stop = offset if position < offset else source.size
                    chunk = file.read(min(CHUNK, stop - position))
                    if not chunk:
                        raise OSError("it shrank while it was sent")
                    digest.update(chunk)
                    while self.channel.has_news():
                        self.hear()
                    if position >= offset:
                        self.channel.send(DATA, chunk)
                    position += len(chunk)
                now = os.fstat(file.fileno())
            if (now.st_size, now.st_mtime_ns) != (source.size, source.info.st_mtime_ns):
                raise OSError("it changed while it was sent")
        except OSError as error:
            self.failed.add(number)
            self.sent.pop(number, None)
            self.unjudged.discard(number)
            return self.channel.send(SKIP, id=number, code="io", message=str(error))
        self.sent[number] = source.size
        self.channel.send(END, id=number, size=source.size, digest=digest.hexdigest())


# ---- receiving ----


def is_folder(where):
    """Whether a folder is there, and not only a link to one."""
    return os.path.isdir(where) and not os.path.islink(where)


class Part:
    """What is there of a file, in the staging folder and with its number as a name."""

    def __init__(self, where, digest):
        self.where, self.name, self.offset, self.complete = where, digest, 0, False
        self.file = None
        self.begin()

    def begin(self):
        if self.file:
            self.file.close()
        self.file, self.position, self.digest = open(self.where, "wb"), 0, hashlib.new(self.name)

    def write(self, data):
        self.file.write(data)
        self.digest.update(data)
        self.position += len(data)

    def finish(self):
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self.complete = True


class Receiver:
    def __init__(self, channel, into, digest, ask):
        self.channel, self.only, self.ask = channel, digest, ask
        self.into = os.path.abspath(into)
        self.entries, self.parts = [], {}
        self.current, self.startable, self.skipped, self.announced = None, {}, 0, 0
        self.open_folders = [("", set())]  # from the top down: path, names seen in it

    def run(self):
        self.told = "lost" in self.channel.greet("receive")["capabilities"]
        offer = self.channel.expect(OFFER)
        self.names, self.roots = member(offer, "names", list), member(offer, "roots")
        check(0 < len(self.names) <= min(1000, self.roots), "too few or too many names")
        most = member(offer, "entries"), member(offer, "bytes")
        self.most = most if member(offer, "exact", bool) else (float("inf"), float("inf"))
        is_text = "text" in offer and member(offer, "text", bool)
        for name in self.names:
            check(type(name) is str and "/" not in name, f"unsafe name {name!r}", "unsafe_name")
            check_path(name)
            taken = not self.ask and not is_text and os.path.lexists(os.path.join(self.into, name))
            check(not taken, f"{name!r} exists at the destination", "exists")
        self.digest = NAME_OF_DIGEST.get(member(offer, "digest"))
        fine = self.digest and self.only in (None, self.digest)
        check(fine, "the digest is unknown or not good enough", "digest_refused")
        if is_text:
            return self.receive_text(offer)
        os.makedirs(self.into, exist_ok=True)
        self.staging = tempfile.mkdtemp(prefix=".peer-", dir=self.into)
        try:
            self.channel.send(ANSWER, accept=True, ask=self.ask)
            fin = self.read_files()
            done = self.place()
        finally:
            shutil.rmtree(self.staging, ignore_errors=True)
        self.channel.send(DONE, **done)
        self.channel.close(5)
        if done["failed"] or fin["failed"]:
            raise TransferError("io", f"not everything arrived: {fin} sent, {done}", told=True)

    def receive_text(self, offer):
        """A text of section 3, which is printed and not stored."""
        length = self.most[1]
        form = (offer.get("kinds"), self.roots, self.most[0], offer["exact"])
        check(form == (["file"], 1, 1, True) and length > 0, "a text in another form")
        check(length <= TEXT_LIMIT, "the text is too long", "limit")
        self.channel.send(ANSWER, accept=True, ask=False)
        entry, text = self.channel.expect(ENTRY), b""
        fine = (entry.get("id"), entry.get("kind"), entry.get("path")) == (0, "file", *self.names)
        check(fine and member(entry, "size") == length, "another entry than that of the text")
        kind, end = self.channel.read()
        while kind == DATA:
            text += end
            check(len(text) <= length, "more data than announced")
            kind, end = self.channel.read()
        check(kind == END and len(text) == member(end, "size") == length, "a text of another size")
        same = hashlib.new(self.digest, text).hexdigest() == member(end, "digest", str)
        check(same, "the text is damaged", "digest_mismatch")
        totals = {"files": 1, "bytes": length, "failed": 0}
        check(self.channel.expect(FIN) == totals, f"fin is not {totals}")
        print(f"text: {text.decode()!r}")
        self.channel.send(DONE, **totals)
        self.channel.close(5)

    def read_files(self):
        handlers = {ENTRY: self.entry, START: self.start, END: self.end, SKIP: self.skip}
        while True:
            kind, value = self.channel.read()
            if kind == DATA:
                self.data(value)
            elif kind in handlers:
                handlers[kind](value)
            else:
                check(kind == FIN and self.current is None, f"unexpected frame type {kind}")
                break
        complete = [part for part in self.parts.values() if part.complete]
        check(len(complete) == len(self.parts), "an end is missing")
        size = sum(part.position for part in complete)
        found = {"files": len(complete), "bytes": size, "failed": self.skipped}
        check({name: member(value, name) for name in found} == found, f"fin is not {found}")
        return found

    def entry(self, entry):
        check(self.current is None, "an entry within a file")
        check(member(entry, "id") == len(self.entries), "ids have a gap")
        path, kind = member(entry, "path", str), member(entry, "kind", str)
        check(kind in ("file", "dir", "link"), f"unknown kind {kind!r}")
        member(entry, "mode"), member(entry, "mtime")
        "modeless" in entry and member(entry, "modeless", bool)
        check_path(path)
        parent, _, name = path.rpartition("/")
        while len(self.open_folders) > 1 and self.open_folders[-1][0] != parent:
            self.open_folders.pop()
        check(self.open_folders[-1][0] == parent, "an entry outside of its folder")
        known = parent or name in self.names or len(self.names) < self.roots
        check(known, f"{name!r} was not offered")
        check(name not in self.open_folders[-1][1], f"{path!r} comes twice")
        self.open_folders[-1][1].add(name)
        self.entries.append(entry)
        check(len(self.entries) <= self.most[0], "more entries than offered", "limit")
        if kind == "dir":
            self.open_folders.append((path, set()))
        elif kind == "link":
            check("\0" not in member(entry, "target", str), "NUL in a target", "unsafe_name")
        else:
            self.entry_of_file(entry)

    def entry_of_file(self, entry):
        number = entry["id"]
        size = None if entry.get("size", 0) is None else member(entry, "size")
        self.announced += size or 0
        check(self.announced <= self.most[1], "more bytes than offered", "limit")
        part = self.parts[number] = Part(os.path.join(self.staging, str(number)), self.digest)
        if not self.ask:
            self.current = number
            return
        existing = self.safe_place(entry)
        if existing and os.path.lexists(existing) and size is not None:
            info = os.lstat(existing)
            if stat.S_ISREG(info.st_mode) and info.st_size <= size:
                with open(existing, "rb") as file:
                    while part.position < size and (chunk := file.read(CHUNK)):
                        part.write(chunk[: size - part.position])
        part.offset = self.startable[number] = part.position
        if part.offset:
            print(f"from {part.offset}: {entry['path']!r}")
        self.channel.send(WANT, id=number, offset=part.offset)

    def start(self, start):
        number = member(start, "id")
        right = self.current is None and self.startable.pop(number, None) == start.get("offset")
        check(right, "a start of something else than what was wanted")
        self.current = number
        self.data(b"")

    def data(self, data):
        check(self.current is not None, "data outside of a file")
        part, size = self.parts[self.current], self.entries[self.current]["size"]
        part.write(data)
        check(size is None or part.position <= size, "more data than announced")
        if part.offset and part.position == size:
            self.current = None  # its end comes when the sender has it

    def take(self, value):
        """The number of the file that an end or a skip is for."""
        number = member(value, "id")
        check(number in self.parts and not self.parts[number].complete, f"{number} is not awaited")
        check(self.current in (None, number), "an end within another file")
        check(number == self.current or number not in self.startable, "an end before the start")
        return number

    def end(self, end):
        number = self.take(end)
        part, size = self.parts[number], self.entries[number]["size"]
        length, digest = member(end, "size"), member(end, "digest", str)
        check(length == part.position and size in (None, length), "a file of another size")
        self.current, same = None, digest == part.digest.hexdigest()
        if part.offset:
            self.channel.send(VERDICT, id=number, ok=same)
        else:
            check(same, f"{self.entries[number]['path']!r} is damaged", "digest_mismatch")
        if same:
            part.finish()
        else:
            part.offset = self.startable[number] = 0
            part.begin()

    def skip(self, skip):
        number = member(skip, "id")
        self.startable.pop(number, None)
        self.parts.pop(self.take(skip)).file.close()
        self.current, self.skipped = None, self.skipped + 1

    def safe_place(self, entry):
        """Where an entry belongs, if nothing on the way there is a link or a file."""
        where = self.into
        *folders, name = entry["path"].split("/")
        for folder in folders:
            where = os.path.join(where, folder)
            if not is_folder(where):
                return None
        return os.path.join(where, name)

    def place(self):
        """Gives everything its final name. What exists is replaced only by a file, and only if the
        other side was asked for it."""
        done, folders = {"files": 0, "bytes": 0, "failed": 0}, []
        filled = {entry["path"].rpartition("/")[0] for entry in self.entries}
        for number, entry in enumerate(self.entries):
            kind, part = entry["kind"], self.parts.get(number)
            if kind == "file" and part is None:
                continue  # it was skipped
            try:
                where = self.safe_place(entry)
                if where is None:
                    raise OSError("no folder for it")
                if kind == "dir":
                    if not self.ask or not is_folder(where):
                        os.mkdir(where, 0o700)
                    folders.append((where, entry))
                elif kind == "link":
                    there = self.ask and os.path.islink(where) and os.readlink(where)
                    if there != entry["target"]:
                        os.symlink(entry["target"], where)
                else:
                    self.adorn(part.where, entry)
                    (os.replace if self.ask else os.link)(part.where, where)
                    done["files"], done["bytes"] = done["files"] + 1, done["bytes"] + part.position
            except OSError as error:
                why = f"{error.strerror or error}".replace("\n", " ")
                print(f"{entry['path']!r}: {why}")
                if kind == "dir" and entry["path"] in filled:
                    continue  # what is in it is lost
                done["failed"] += 1
                if self.told:
                    told = {"id": number, "path": entry["path"][:4096]}
                    self.channel.send(LOST, **told, code="cannot_create", message=why)
        for where in [self.into, *(where for where, _ in folders)]:
            descriptor = os.open(where, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        for where, entry in reversed(folders):
            self.adorn(where, entry)
        return done

    @staticmethod
    def adorn(where, entry):
        os.chmod(where, mode_of(entry))
        try:
            os.utime(where, ns=(entry["mtime"] * 1_000_000,) * 2)
        except OverflowError:
            pass  # a time that this system does not know


def mode_of(entry):
    """A sender without permission bits leaves the choice here; a folder must let its owner in."""
    is_folder = entry["kind"] == "dir"
    os.umask(umask := os.umask(0o077))
    usual = (0o777 if is_folder else 0o666) & ~umask
    if entry.get("modeless"):
        return usual
    mode = entry["mode"] & 0o777
    if is_folder and not mode & 0o100:
        return (mode | (mode & 0o444) >> 2) & usual | 0o700
    return mode


# ---- the program ----


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise SystemExit(f"peer.py: {message}")


def address(text):
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def connect(options):
    if options.peer:
        return socket.create_connection(options.peer, timeout=GREETING_SECONDS)
    family = socket.AF_INET6 if ":" in options.listen[0] else socket.AF_INET
    with socket.create_server(options.listen, family=family) as server:
        host, port = server.getsockname()[:2]
        print(f"listening on [{host}]:{port}" if ":" in host else f"listening on {host}:{port}")
        sys.stdout.flush()
        return server.accept()[0]


def main():
    parser = Parser(prog="peer.py", description="Sends or receives files over the sluice protocol.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, peer in (("send", "--to"), ("receive", "--from")):
        sub = commands.add_parser(command)
        side = sub.add_mutually_exclusive_group(required=True)
        side.add_argument(peer, dest="peer", type=address, metavar="HOST:PORT")
        side.add_argument("--listen", type=address, metavar="HOST:PORT")
        sub.add_argument("--digest", choices=DIGESTS)
        if command == "send":
            sub.add_argument("paths", nargs="*", metavar="PATH")
            sub.add_argument("--text")
        else:
            sub.add_argument("--into", required=True, metavar="DIR")
            sub.add_argument("--ask", action="store_true")
    options = parser.parse_args()
    channel = None
    try:
        channel = Channel(connect(options))
        if options.command == "send":
            Sender(channel, options.paths, options.digest or "sha256", options.text).run()
        else:
            Receiver(channel, options.into, options.digest, options.ask).run()
    except (TransferError, OSError, UnicodeError) as error:
        told, code = getattr(error, "told", False), getattr(error, "code", "io")
        if channel and not told:
            try:
                channel.send(ERROR, code=code, message=str(error)[:1000])
            except TransferError:
                pass
        if channel:
            channel.close(0.5)
        raise SystemExit("peer.py: " + str(error).encode("unicode_escape").decode()) from None


if __name__ == "__main__":
    main()
