"""What code could try in order to leave the sandbox of the page: one table, which `test_sandbox.py` runs.

HOST is the address of a listener on this machine. Each attempt returns, or resolves to, a value; only the values that
the table names are fine. An attempt that throws has failed, which is fine too.
"""

from __future__ import annotations

from typing import Final

FROM_CODE: Final = {
    "fetch": "fetch('http://HOST/')",
    "fetch of the global object": "globalThis.fetch('http://HOST/')",
    "fetch of the sloppy this": "this.fetch('http://HOST/')",
    "fetch by Function": "Function('return fetch')()('http://HOST/')",
    "fetch by an indirect eval": "(0, eval)('fetch')('http://HOST/')",
    "fetch by a generator's constructor": "(function* () {}).constructor('yield fetch')().next().value('http://HOST/')",
    "fetch of a prototype": "Object.getPrototypeOf(Object.getPrototypeOf(globalThis)).fetch('http://HOST/')",
    "XMLHttpRequest": "const x = new XMLHttpRequest(); x.open('GET', 'http://HOST/', false); x.send(); return x",
    "WebSocket": "new WebSocket('ws://HOST/')",
    "WebTransport": "new WebTransport('https://HOST/')",
    "EventSource": "new EventSource('http://HOST/')",
    "importScripts": "importScripts('http://HOST/a.js')",
    "import()": "import('http://HOST/a.js')",
    "import() of a text": "import('data:text/javascript,export default 1')",
    "import() in a Function": "Function('return import(\"http://HOST/b.js\")')()",
    "import() in an eval": "eval('import(\"http://HOST/c.js\")')",
    "a worker": "new Worker('data:text/javascript,fetch(\"http://HOST/\")')",
    "a shared worker": "new SharedWorker('http://HOST/a.js')",
    "a beacon": "navigator.sendBeacon('http://HOST/', 'x')",
    "navigator": "navigator",
    "location": "location.href",
    "the address": "location = 'http://HOST/'",
    "self": "self",
    "window": "window",
    "parent": "parent.document",
    "top": "top.location",
    "document": "document.cookie",
    "postMessage": "postMessage({ word: 'ok', value: '[]' })",
    "messages": "onmessage = () => 1; return addEventListener('message', () => 1)",
    "close": "close()",
    "BroadcastChannel": "new BroadcastChannel('regal').postMessage('x')",
    "MessageChannel": "new MessageChannel()",
    "indexedDB": "indexedDB.open('x')",
    "caches": "caches.open('x')",
    "localStorage": "localStorage.setItem('x', 'y')",
    "sessionStorage": "sessionStorage.setItem('x', 'y')",
    "cookies": "cookieStore.set('x', 'y')",
    "timers": "setTimeout(() => fetch('http://HOST/'), 0)",
    "queueMicrotask": "queueMicrotask(() => 1)",
    "console": "console.log('x')",
    "crypto": "crypto.randomUUID()",
    "performance": "performance.now()",
    "SharedArrayBuffer": "new SharedArrayBuffer(8)",
    "WebAssembly": "new WebAssembly.Memory({ initial: 1 })",
    "the caller": "arguments.callee.caller.caller",
    "the stack": (
        "Error.stackTraceLimit = 9; Error.prepareStackTrace = (_, calls) => calls;"
        " const held = new Error().stack.map((call) => call.getThis()).find((value) => value && value.postMessage);"
        " if (!held) throw new Error('nothing'); return held"
    ),
    "a later microtask": "Promise.resolve().then(() => import('http://HOST/d.js')); return fetch",
    "an accessor on Object.prototype": (
        "Object.defineProperty(Object.prototype, 'word', { set() { fetch('http://HOST/'); } }); return fetch"
    ),
}
"""In place of a transformation: the code sees what a transformation sees in Braze."""

_OPEN: Final = (
    "return new Promise((done, failed) => {{ const it = {}; it.onopen = it.onsuccess = done; it.onerror = failed; }})"
)

FROM_WORKER: Final = {
    "fetch": "fetch('http://HOST/')",
    "fetch of a file": "fetch('file:///etc/hostname').then((answer) => answer.text())",
    "XMLHttpRequest": "const x = new XMLHttpRequest(); x.open('GET', 'http://HOST/', false); x.send(); return x.status",
    "WebSocket": _OPEN.format("new WebSocket('ws://HOST/')"),
    "WebTransport": "new WebTransport('https://HOST/').ready",
    "EventSource": _OPEN.format("new EventSource('http://HOST/')"),
    "importScripts": "importScripts('http://HOST/a.js')",
    "importScripts of a text": "importScripts('data:text/javascript,1')",
    "import()": "import('http://HOST/a.js')",
    "a nested worker": (
        "new Promise((done, failed) => { const w = new Worker(URL.createObjectURL(new Blob(["
        "'fetch(\"http://HOST/n\").then(() => postMessage(1), () => postMessage(0))'])));"
        " w.onmessage = ({ data }) => (data ? done(data) : failed(data)); w.onerror = failed; })"
    ),
    "a nested worker from the network": _OPEN.format("new Worker('http://HOST/w.js')"),
    "indexedDB": _OPEN.format("indexedDB.open('x')"),
    "caches": "caches.open('x')",
    "storage": "navigator.storage.getDirectory()",
    "a lock": "navigator.locks.request('x', () => 'held')",
    "cookies": "cookieStore.set('x', 'y')",
    "the clipboard": "navigator.clipboard.readText()",
    "parent": "parent.document",
    "the address": "location.assign('http://HOST/')",
    "a notification": "if (Notification.permission !== 'granted') throw Notification.permission; return 1",
}
"""In place of the whole script of a worker: as if code had got back everything that the harness removes."""
