"""M1: the gate that refuses syntax and built-ins newer than ES2020, also where no payload leads."""

from __future__ import annotations

import pytest

from support.quickjs import is_es2020


@pytest.mark.parametrize(
    "body",
    [
        *("let a; a ??= 1;", "let a; a ||= 1;", "let a = 1; a &&= 1;"),
        *("return 1_000;", "return 0x1_0;", "return .1_0;", "return payload / 2 / 1_0;", "return { a: {} }.a / 1_0;"),
        *("return `${1_0}`;", "return `${`${{ a: `}` }.a}` + 1_0}`;", "return `a` / 1_0;"),
        "const is = /['`\"]/; return 1_0; //'",
        *("class A { x = 1 }", "class A { #x = 1 }", "class A { static { 1; } }"),
        "class A { #x; static has(o) { return #x in o; } }",
        *("return /a/d;", "return /a/v;", "return /(?i:a)/;"),
        *("await 1;", "using a = null;", "import a from 'a';", "return 1 1;"),
        *("return [1].at(0);", "return payload?.a.replaceAll?.('a', 'b');", "return Object.hasOwn(payload, 'a');"),
        *("if (0) structuredClone(payload);", "if (0) console.log(1);", "return new AggregateError([]);"),
        "return Promise.any([]);",
    ],
)
def test_newer_syntax_and_built_ins_are_refused(body: str) -> None:
    assert is_es2020(body) is not None


@pytest.mark.parametrize(
    "body",
    [
        "return payload?.a ?? 1;",
        "return payload ?.5 : 1;",
        "return '??= 1_0 class .at(';",
        'return "it\\"s ||= 1_0";',
        "return `??= 1_0 \\` \\${ class ${payload} &&= `;",
        "return /a??[/`'\"]1_0||=/.test(payload);",
        "/* a ??= 1_0 */ // console.log(1)\nreturn 1;",
        "return { at: 1, class: 2, console: 3 };",
        "return payload.at + payload.console + payload.class;",
        "return payload.a_1 + snake_case_2; function snake_case_2() {}",
        "return 2n ** 3n + 0b11 + 1e-3;",
        "return a => a ? .5 : 1;",
        "return /[\\]/]/.test(payload) / 2;",
    ],
)
def test_es2020_is_let_through(body: str) -> None:
    assert is_es2020(body) is None
