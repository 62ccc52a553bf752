"""What all commands ask of the machine, and how they say how far they are."""
import sys
import time

import torch


def add_options(parser):
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")


def take(options):
    torch.set_num_threads(options.threads)
    torch.set_default_device(options.device)
    torch.set_flush_denormal(True)                           # exp x mask makes denormals, which are slow on a CPU
    torch.manual_seed(options.seed)


class Progress:
    """One line that is written over: what is done, a bar, the time left."""
    def __init__(self, what):
        self.what, self.begun, self.first = what, time.time(), None

    def __call__(self, done, of, said=""):
        self.first = done - 1 if self.first is None else self.first   # a resumed run has the pace of what it did itself
        left = (time.time() - self.begun) / (done - self.first) * (of - done)
        minutes = f"{left / 60:.0f} min left" if left >= 60 else f"{left:.0f} s left"
        end = "\n" if done == of else "\r" if sys.stderr.isatty() else ""
        line = f"{self.what} [{'#' * (30 * done // of):30}] {minutes:>11}  {said}"
        if end or done % 50 == 0:                            # in a log a line now and then
            print(line, end=end or "\n", file=sys.stderr, flush=True)
