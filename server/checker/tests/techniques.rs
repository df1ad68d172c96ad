//! The ways around deny-lists: for each whether it is an error, a warning or not seen, in a table kept current by this test.
//! `UPDATE_DOCS=1` writes `techniques.md`.

use std::fmt::Write as _;
use std::path::Path;

use fp_checker::{Policy, Project, Severity, check};

/// Family, technique, code.
const TECHNIQUES: &[(&str, &str, &str)] = &[
    (
        "computed name",
        "getattr with a built text",
        "import os\ngetattr(os, 'sys' + 'tem')('x')",
    ),
    (
        "computed name",
        "getattr with a computed name",
        "def f(o, n): return getattr(o, n)",
    ),
    (
        "computed name",
        "operator.attrgetter",
        "import operator\noperator.attrgetter('__class__')(1)",
    ),
    (
        "computed name",
        "operator.methodcaller",
        "from operator import methodcaller\nmethodcaller('system')",
    ),
    (
        "computed name",
        "vars() subscript",
        "import os\nvars(os)['system']('x')",
    ),
    (
        "computed name",
        "__dict__ subscript",
        "import os\nos.__dict__['system']('x')",
    ),
    (
        "computed name",
        "class pattern",
        "match 1:\n    case object(__class__=c): pass",
    ),
    ("alias", "import as", "import os as o\no.system('x')"),
    ("alias", "from import as", "from os import system as s\ns('x')"),
    ("alias", "builtin by assignment", "e = eval\ne('1')"),
    ("alias", "default argument", "def f(e=eval): return e('1')"),
    ("alias", "walrus", "(e := eval)('1')"),
    ("alias", "comprehension target", "[e('1') for e in [eval]]"),
    ("alias", "star-unpack", "e, *rest = [eval, 1]\ne('1')"),
    ("implicit call", "decorator", "@eval\ndef f(): pass"),
    (
        "implicit call",
        "__class_getitem__",
        "class A:\n    __class_getitem__ = eval\nA['1']",
    ),
    (
        "implicit call",
        "operator overload",
        "class A:\n    __add__ = exec\n",
    ),
    ("implicit call", "descriptor", "class A:\n    __get__ = exec\n"),
    (
        "implicit call",
        "__format__",
        "class A:\n    __format__ = eval\nf'{A():1}'",
    ),
    (
        "implicit call",
        "__iter__",
        "import os\nclass A:\n    __iter__ = os.fork",
    ),
    (
        "implicit call",
        "__enter__",
        "import os\nclass A:\n    def __enter__(self): os.system('x')",
    ),
    (
        "implicit call",
        "__del__",
        "class A:\n    def __del__(self): pass",
    ),
    ("implicit call", "atexit", "import atexit\natexit.register(print)"),
    ("implicit call", "sorted(key=)", "sorted(['1'], key=eval)"),
    ("implicit call", "map", "list(map(exec, ['1']))"),
    (
        "object graph",
        "__base__ and __subclasses__",
        "().__class__.__base__.__subclasses__()",
    ),
    (
        "object graph",
        "function __globals__",
        "def f(): pass\nf.__globals__",
    ),
    ("object graph", "__builtins__", "__builtins__['eval']('1')"),
    ("object graph", "__reduce__", "[].append.__reduce__()"),
    (
        "object graph",
        "closure cells",
        "def f(): pass\nf.__closure__[0].cell_contents",
    ),
    (
        "object graph",
        "__init_subclass__",
        "class A:\n    def __init_subclass__(cls): pass",
    ),
    (
        "object graph",
        "__prepare__",
        "class A(type):\n    def __prepare__(name, bases): return {}",
    ),
    ("frames", "gi_frame", "(x for x in []).gi_frame"),
    ("frames", "cr_frame", "async def f(): pass\nf().cr_frame"),
    ("frames", "ag_frame", "async def f(): yield 1\nf().ag_frame"),
    (
        "frames",
        "tb_frame",
        "try: pass\nexcept Exception as e: e.__traceback__.tb_frame",
    ),
    ("frames", "sys._getframe", "import sys\nsys._getframe()"),
    (
        "errors",
        "AttributeError.obj",
        "try: pass\nexcept AttributeError as e: e.obj",
    ),
    (
        "errors",
        "except* group",
        "try: pass\nexcept* ValueError as e: e.exceptions",
    ),
    (
        "errors",
        "argument of NameError",
        "try: pass\nexcept NameError as e: e.name",
    ),
    (
        "errors",
        "chained __context__",
        "try: pass\nexcept ValueError as e: e.__context__",
    ),
    (
        "errors",
        "arguments of KeyError",
        "try: pass\nexcept KeyError as e: e.args[0]",
    ),
    ("text as code", "format field path", "'{0.__class__}'.format(1)"),
    (
        "text as code",
        "format of a parameter",
        "def f(t): return t.format(1)",
    ),
    ("text as code", "format_map", "def f(t): return t.format_map({})"),
    (
        "text as code",
        "string.Formatter",
        "import string\nstring.Formatter().format('x')",
    ),
    (
        "text as code",
        "t-string that reads an attribute",
        "x = t'{().__class__.__subclasses__()}'",
    ),
    ("text as code", "t-string", "def f(x): return t'{x}'"),
    ("text as code", "code in a t-string", "x = t'{eval(1)}'"),
    (
        "text as code",
        "conversion in an f-string",
        "def f(x): return f'{x!r}'",
    ),
    (
        "text as code",
        "template from a text",
        "import jinja2\ndef f(t): return jinja2.Template(t)",
    ),
    (
        "text as code",
        "slow regular expression",
        "import re\nre.match('(a+)+$', 'x')",
    ),
    (
        "borrowed module",
        "random._os",
        "import random\nrandom._os.system('x')",
    ),
    (
        "borrowed module",
        "collections._sys",
        "import collections\ncollections._sys",
    ),
    (
        "borrowed module",
        "json.codecs.builtins",
        "import json\njson.codecs.builtins.eval",
    ),
    (
        "borrowed module",
        "dataclasses.sys",
        "import dataclasses\ndataclasses.sys",
    ),
    ("borrowed module", "typing.sys", "import typing\ntyping.sys"),
    (
        "borrowed module",
        "fastapi.concurrency.anyio",
        "import fastapi\nfastapi.concurrency.anyio",
    ),
    (
        "borrowed module",
        "sys.modules",
        "import sys\nsys.modules['builtins'].eval",
    ),
    ("borrowed module", "__loader__", "__loader__.load_module('os')"),
    ("borrowed module", "__spec__", "import json\njson.__spec__.loader"),
    ("imports", "star import", "from os import *"),
    ("imports", "relative import without a module", "from . import x"),
    (
        "imports",
        "caught import",
        "try:\n    import ctypes\nexcept ImportError: pass",
    ),
    (
        "imports",
        "under TYPE_CHECKING",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ctypes",
    ),
    (
        "imports",
        "under TYPE_CHECKING that is set",
        "import typing\ntyping.TYPE_CHECKING = True\nif typing.TYPE_CHECKING:\n    import ctypes",
    ),
    (
        "imports",
        "importlib",
        "import importlib\nimportlib.import_module('ctypes')",
    ),
    (
        "imports",
        "import_module with a computed name",
        "import importlib\ndef f(n): return importlib.import_module(n)",
    ),
    (
        "files and processes",
        "subprocess",
        "import subprocess\nsubprocess.run(['true'])",
    ),
    ("files and processes", "os.kill", "import os\nos.kill(1, 9)"),
    (
        "files and processes",
        "pickle",
        "import pickle\npickle.loads(b'')",
    ),
    ("files and processes", "os.open", "import os\nos.open('/x', 0)"),
    ("files and processes", "os.exec", "import os\nos.execv('/x', [])"),
    (
        "files and processes",
        "os.posix_spawn",
        "import os\nos.posix_spawn('/x', [], {})",
    ),
    (
        "files and processes",
        "pathlib read",
        "from pathlib import Path\nPath('/etc/passwd').read_text()",
    ),
    (
        "files and processes",
        "pathlib write",
        "from pathlib import Path\nPath('x').write_text('y')",
    ),
    (
        "files and processes",
        "urllib file address",
        "import urllib.request\nurllib.request.urlopen('file:///etc/passwd')",
    ),
    (
        "files and processes",
        "StaticFiles",
        "from fastapi.staticfiles import StaticFiles\nStaticFiles(directory='/')",
    ),
    (
        "files and processes",
        "FileResponse",
        "from fastapi.responses import FileResponse\ndef f(p): return FileResponse(p)",
    ),
    (
        "files and processes",
        "sqlite3",
        "import sqlite3\nsqlite3.connect('x')",
    ),
    ("files and processes", "shelve", "import shelve\nshelve.open('x')"),
    (
        "files and processes",
        "zipfile",
        "import zipfile\nzipfile.ZipFile('x')",
    ),
    ("text tricks", "full-width letters", "ｅval('1')"),
    (
        "text tricks",
        "spaces around dots",
        "import os\nos . \\\n system('x')",
    ),
    ("text tricks", "encoding comment", "# coding: utf-7\nx = 1"),
    ("text tricks", "NUL", "x = 1\0"),
    (
        "text tricks",
        "mixed line ends",
        "x = 1\r\ny = 2\rimport ctypes\nz = 3",
    ),
    ("text tricks", "form feed", "\u{c}import ctypes"),
    ("text tricks", "byte order mark", "\u{feff}import ctypes"),
    (
        "text tricks",
        "f-string in an f-string with the same quotes",
        "x = f'{f'{eval('1')}'}'",
    ),
    (
        "environment",
        "service-account token",
        "T = '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    ),
    (
        "environment",
        "environment dump",
        "import os\nprint(dict(os.environ))",
    ),
    (
        "environment",
        "metadata address",
        "U = 'http://169.254.169.254/latest'",
    ),
    (
        "environment",
        "another tenant's host",
        "U = 'mongodb.other.svc.cluster.local'",
    ),
    (
        "environment",
        "metadata address in an f-string",
        "def f(x): return f'http://169.254.169.254/{x}'",
    ),
    ("environment", "the runner through __main__", "import __main__"),
    ("environment", "sys.settrace", "import sys\nsys.settrace(print)"),
    ("environment", "audit hook", "import sys\nsys.addaudithook(print)"),
    ("exhaustion", "endless loop at import", "while True: pass"),
    ("exhaustion", "giant constant", "x = 9 ** 9 ** 9"),
    (
        "exhaustion",
        "deep nesting",
        "x = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
    ),
];

/// Files beside an entry file that does nothing: family, technique, path, content.
const FILES: &[(&str, &str, &str, &str)] = &[
    (
        "imports",
        "local file with the name of a standard module",
        "os.py",
        "system = 1",
    ),
    ("imports", "path file", "extra.pth", "import os"),
    ("imports", "sitecustomize", "sitecustomize.py", "x = 1"),
    (
        "imports",
        "static file that becomes code when renamed",
        "static/a.txt",
        "import ctypes",
    ),
    ("imports", "import cycle", "models.py", "import main"),
    ("text tricks", "homoglyph file name", "m\u{43e}dels.py", "x = 1"),
    (
        "text tricks",
        "invisible letter in a file name",
        "mod\u{200b}els.py",
        "x = 1",
    ),
    ("text tricks", "path that leaves the project", "../up.py", "x = 1"),
];

/// Texts that are too long to write down: family, technique, text.
fn generated() -> Vec<(&'static str, &'static str, String)> {
    let routes = |number| format!("@app.get('/{number}')\ndef route_{number}(): pass\n");
    vec![
        (
            "exhaustion",
            "10 M-character line",
            format!("x = '{}'", "a".repeat(10_000_000)),
        ),
        (
            "exhaustion",
            "long line within the limits",
            format!("x = '{}'", "a".repeat(90_000)),
        ),
        (
            "exhaustion",
            "f-string with thousands of fields",
            format!("x = f'{}'", "{1}".repeat(30_000)),
        ),
        ("exhaustion", "f-string in f-string in f-string", {
            format!("x = {}1{}", "f'{".repeat(160), "}'".repeat(160))
        }),
        (
            "exhaustion",
            "thousands of routes",
            (0..2_000).map(routes).collect(),
        ),
        (
            "exhaustion",
            "long chain of operators",
            format!("x = 1{}", "+1".repeat(20_000)),
        ),
    ]
}

fn verdict(code: &str) -> String {
    let text = format!("{code}\n\nfrom fastapi import FastAPI\napp = FastAPI()\n");
    of_project(&Project::single("main.py", &text))
}

/// What is said about a project with one more file, which the entry file imports if it can.
fn file_verdict(path: &str, content: &str) -> String {
    let import = if path == "models.py" {
        "import models\n"
    } else {
        ""
    };
    let main = format!("{import}from fastapi import FastAPI\napp = FastAPI()\n");
    let files = [
        ("main.py".to_owned(), main),
        (path.to_owned(), content.to_owned()),
    ];
    of_project(&Project::from_text(&files.into(), "main.py"))
}

fn of_project(project: &Project) -> String {
    let report = check(project, &Policy::default());
    match report.diagnostics.iter().min_by_key(|finding| finding.severity) {
        Some(finding) if finding.severity == Severity::Error => format!("error {}", finding.code),
        Some(finding) if finding.severity == Severity::Hint => format!("hint {}", finding.code),
        Some(finding) => format!("warning {}", finding.code),
        None => "not seen".to_owned(),
    }
}

#[test]
fn the_table_is_current() {
    let mut page = String::from(
        "# Ways around deny-lists, and what the checker says\n\nWhat is not seen is left to the pod, which is the wall for all of them. Written by `UPDATE_DOCS=1 cargo test -p fp-checker --test techniques`.\n\n| family | technique | seen as |\n|---|---|---|\n",
    );
    let mut seen = 0;
    let texts = TECHNIQUES
        .iter()
        .map(|(family, technique, code)| (*family, *technique, verdict(code)));
    let files = FILES
        .iter()
        .map(|(family, technique, path, content)| (*family, *technique, file_verdict(path, content)));
    let long = generated()
        .into_iter()
        .map(|(family, technique, text)| (family, technique, verdict(&text)));
    let rows: Vec<_> = texts.chain(files).chain(long).collect();
    for (family, technique, verdict) in &rows {
        seen += usize::from(verdict != "not seen");
        writeln!(page, "| {family} | {technique} | {verdict} |").unwrap();
    }
    writeln!(page, "\n{seen} of {} are seen.", rows.len()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("techniques.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(seen * 11 >= rows.len() * 10, "{page}");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        page,
        "techniques.md is stale"
    );
}
