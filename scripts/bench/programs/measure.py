"""Does what measure.c does, where there is no compiler."""

import os
import signal
import sys
import time

IGNORED = signal.SIGTERM, signal.SIGINT, signal.SIGHUP
for number in IGNORED:
    signal.signal(number, signal.SIG_IGN)
start = time.monotonic()
child = os.fork()
if child == 0:
    # Python ignores these two, and programs inherit that.
    for number in (*IGNORED, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvp(sys.argv[1], sys.argv[1:])
    except OSError as error:
        print(f"{sys.argv[1]}: {error.strerror}", file=sys.stderr, flush=True)
        os._exit(127)
_, status, usage = os.wait4(child, 0)
seconds = time.monotonic() - start
cpu = usage.ru_utime + usage.ru_stime
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(f"\nusage {seconds:.6f} {cpu:.6f} {peak}", file=sys.stderr, flush=True)
sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
