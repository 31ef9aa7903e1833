"""Count long input in two processes, in constant memory, with the same outcome as in one.

Batches are put together to tasks, and tallies are added up in the order of the input: which process is faster when
changes nothing. Short input is not worth a process.
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Final

from regal_braze.commands.drift.observe import Observer
from regal_braze.commands.drift.read import count
from regal_braze.commands.drift.tally import Tally
from regal_braze.payloads.problem import Problem
from regal_braze.payloads.sources import BLOCK, Batch

if TYPE_CHECKING:
    from regal_braze.commands.drift.expected import Known

PROCESSES: Final = 2
_IN_THIS_PROCESS = 3
"""Tasks before others are started."""
_WAITING = 2 * PROCESSES + 1
"""Tasks that may be under way: enough that nobody waits, few enough to hold."""


def count_all(
    batches: Iterable[Batch | Problem], known: Sequence[Known], processes: int = PROCESSES
) -> Iterator[Tally]:
    """Yield a tally that grows, each time some input has been counted; the last says it all."""
    observer = Observer(known)
    total = Tally()
    tasks = _tasks(batches)
    for number, task in enumerate(tasks, 1):
        total.add(_count(task, observer))
        yield total
        if number == _IN_THIS_PROCESS and processes > 1:
            break
    for tally in _in_others(tasks, known, processes):
        total.add(tally)
        yield total


_Task = list[Batch | Problem]


def _tasks(batches: Iterable[Batch | Problem]) -> Iterator[_Task]:
    """Yield what comes in lists worth the way to another process."""
    task: _Task = []
    size = 0
    for batch in batches:
        task.append(batch)
        size += 200
        if isinstance(batch, Batch):
            size += len(batch.lines) + sum(len(text.text) + 100 for text in batch.texts)
        if size >= BLOCK // 2:
            yield task
            task, size = [], 0
    if task:
        yield task


def _in_others(tasks: Iterator[_Task], known: Sequence[Known], processes: int) -> Iterator[Tally]:
    first = next(tasks, None)
    if first is None:
        return
    pool: ProcessPoolExecutor | None = None
    under_way: deque[Future[Tally]] = deque()
    try:
        pool = _pool(known, processes)
        under_way.append(pool.submit(_count_there, first))
        for task in tasks:
            under_way.append(pool.submit(_count_there, task))
            if len(under_way) >= _WAITING:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _pool(known: Sequence[Known], processes: int) -> ProcessPoolExecutor:
    """Start processes that an interrupt from the keyboard does not reach: this one ends them."""
    import multiprocessing
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # later it would lift the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # an interrupt now comes when they are there
    try:
        pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (list(known),))
        for started in [pool.submit(_count_there, []) for _ in range(processes)]:
            started.result()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pool


_observers: list[Observer] = []
"""The one observer of a process that was started to count."""


def _begin(known: Sequence[Known]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _observers.append(Observer(known))
    gc.freeze()


def _count_there(task: _Task) -> Tally:
    return _count(task, _observers[0])


def _count(task: _Task, observer: Observer) -> Tally:
    tally = Tally()
    for problem in (each for each in task if isinstance(each, Problem)):
        tally.problems.add(problem)
    tally.add(count([each for each in task if isinstance(each, Batch)], observer))
    return tally
