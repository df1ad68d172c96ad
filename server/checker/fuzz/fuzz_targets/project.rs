//! Projects of several files with paths that collide, nest and lie, made of pieces of Python.

#![no_main]

use arbitrary::Arbitrary;
use fp_checker::Project;
use libfuzzer_sys::fuzz_target;

/// A project as the fuzzer changes it: names that can meet each other, and files of pieces or of anything.
#[derive(Debug, Arbitrary)]
struct Plan {
    entrypoint: Path,
    files: Vec<(Path, Content)>,
}

#[derive(Debug, Arbitrary)]
enum Path {
    Known(u8),
    Inside(u8, u8),
    Any(String),
}

#[derive(Debug, Arbitrary)]
enum Content {
    Pieces(Vec<Piece>),
    Bytes(Vec<u8>),
}

#[derive(Debug, Arbitrary)]
enum Piece {
    Known(u8),
    Indent(u8),
    Text(String),
}

const PATHS: &[&str] = &[
    "main.py",
    "app.py",
    "models.py",
    "services.py",
    "json.py",
    "__init__.py",
    "pkg",
    "pkg.py",
    "Main.py",
    "static",
    "style.css",
    "data.json",
    "sitecustomize.py",
    "..",
    "",
    "a.pth",
];

const PIECES: &[&str] = &[
    "\n",
    "import models\n",
    "from models import app\n",
    "from . import services\n",
    "from .models import *\n",
    "from pkg.models import Item as x\n",
    "import pkg.models as m\n",
    "from .. import app\n",
    "import os, sys\n",
    "app = FastAPI()\n",
    "from fastapi import FastAPI, APIRouter\n",
    "app, rt = fast_app()\n",
    "from fasthtml.common import *\n",
    "def create_app(x=1):\n",
    "router = APIRouter(prefix='/a')\n",
    "app.include_router(router, prefix='/b')\n",
    "@app.get('/x/{y}')\n",
    "@router.post('/x')\n",
    "@rt\n",
    "async def f(a, b=[]):\n",
    "def f(*, x: int = 1, **k):\n",
    "class A(B):\n",
    "return ",
    "await f()\n",
    "yield x\n",
    "lambda a, b=c: d",
    "x = y if z else w\n",
    "x = a or b and c\n",
    "getattr(x, 'y')",
    "os.environ['A']",
    "x.y.z()",
    "f'{x!r:>{y}}'",
    "t'{x}'",
    "'''",
    "\"",
    "\\\n",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "=",
    ":=",
    "->",
    "@",
    "*",
    "if __name__ == '__main__':\n",
    "try:\n",
    "except ImportError as e:\n",
    "except* A:\n",
    "match x:\n",
    "case [a, *b]:\n",
    "with a as b:\n",
    "for a in b:\n",
    "while True:\n",
    "global app\n",
    "nonlocal x\n",
    "del app\n",
    "type X = int\n",
    "9 ** 9 ** 9",
    "'x' % y",
    "'{0.__class__}'.format(x)",
    "sk-ant-",
    "mongodb://a:bcdefg@h/",
    "# coding: latin-1\n",
    "\u{feff}",
    "\r\n",
    "\t",
    "\u{c}",
    "ｅval",
    "async for x in y",
    "[x for x in y if z]",
    "print(",
    "eval('1')\n",
    "app.add_api_route('/x', f)\n",
    "app.include_router(models.router)\n",
    "router.include_router(router, prefix='/c')\n",
    "from pkg.models import router\n",
    "router.to_app(app)\n",
    "typing.TYPE_CHECKING = True\n",
    "def g(): pass\n",
    "\0",
];

fn pick<'a>(list: &[&'a str], number: u8) -> &'a str {
    list[usize::from(number) % list.len()]
}

fn path(path: &Path) -> String {
    match path {
        Path::Known(number) => pick(PATHS, *number).to_owned(),
        Path::Inside(folder, name) => format!(
            "{}/{}",
            pick(PATHS, *folder).trim_end_matches(".py"),
            pick(PATHS, *name)
        ),
        Path::Any(name) => name.clone(),
    }
}

fn content(content: &Content) -> Vec<u8> {
    match content {
        Content::Bytes(bytes) => bytes.clone(),
        Content::Pieces(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Known(number) => pick(PIECES, *number).to_owned(),
                Piece::Indent(depth) => " ".repeat(usize::from(depth % 6) * 4),
                Piece::Text(text) => text.clone(),
            })
            .collect::<String>()
            .into_bytes(),
    }
}

fuzz_target!(|plan: Plan| {
    let project = Project {
        files: plan
            .files
            .iter()
            .map(|(name, given)| (path(name), content(given)))
            .collect(),
        entrypoint: path(&plan.entrypoint),
    };
    fp_checker_fuzz::hold(&project);
});
