//! Inputs that end other checkers: deep, broken and hostile texts give a diagnostic on a small stack.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use fp_checker::{Policy, Project, Report, check};
use proptest::prelude::*;
use rstest::rstest;

/// Tokio's default stack for worker threads.
const SMALL_STACK: usize = 2 * 1024 * 1024;

fn check_on_small_stack(text: &str) -> Report {
    on_small_stack(Project::single("main.py", text))
}

#[expect(clippy::unwrap_used, reason = "a test whose thread cannot start has failed")]
fn on_small_stack(project: Project) -> Report {
    let work = move || check(&project, &Policy::default());
    std::thread::Builder::new()
        .stack_size(SMALL_STACK)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap()
}

#[rstest]
#[case("-", 100_000)]
#[case("+1", 50_000)]
#[case(".b", 50_000)]
#[case("~", 100_000)]
#[case("()", 50_000)]
#[case("lambda:", 14_000)]
#[case("[", 100_000)]
#[case("(", 10_000)]
#[case("await ", 17_000)]
#[case("{1:", 33_000)]
#[case("1 if 1 else ", 8_000)]
#[case("not ", 25_000)]
#[case("yield 1,", 12_000)]
#[case("[)", 50_000)]
#[case("f'{", 30_000)]
#[case("f'{x:{", 16_000)]
#[case("f\"{x:", 16_000)]
#[case("match ", 16_000)]
#[case("if 1:", 20_000)]
#[case("async ", 16_000)]
#[case("*", 100_000)]
#[case("a:=", 30_000)]
#[case("case ", 20_000)]
#[case("@", 100_000)]
#[case("x=", 50_000)]
#[case("a[", 50_000)]
#[case("a|", 50_000)]
#[case("t'{", 30_000)]
#[case("\"\"\"", 33_000)]
#[case("del ", 25_000)]
#[case("print ", 16_000)]
#[case("with ", 20_000)]
#[case("try:", 25_000)]
#[case("class A:", 12_000)]
#[case("def f():", 12_000)]
#[case("return ", 14_000)]
#[case("\\\n", 50_000)]
fn deep_input_gives_a_diagnostic(#[case] unit: &str, #[case] times: usize) {
    for prefix in ["", "x = ", "x", "(", "f(", "x = f'{", "match x:\n case "] {
        let budget = 100 * 1024 - prefix.len();
        let text = format!("{prefix}{}", unit.repeat(times.min(budget / unit.len())));
        let report = check_on_small_stack(&text);
        assert!(!report.is_ok(), "{prefix}{unit}");
    }
}

#[test]
fn deep_indentation_gives_a_diagnostic() {
    let text = (0..400).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "if 1:\n");
    assert!(!check_on_small_stack(&text).is_ok());
}

/// Depth made of many short chains, each around a bracket that holds the one before.
#[rstest]
#[case("(", ".b", 20, 2_400)]
#[case("(", ".b", 24, 24)]
#[case("[", "()", 190, 200)]
#[case("(", "+1", 47, 47)]
#[case("f'{", "!r:>1", 40, 1)]
fn chains_around_brackets_fit_the_stack(
    #[case] open: &str,
    #[case] chain: &str,
    #[case] times: usize,
    #[case] length: usize,
) {
    let close = match open {
        "(" => ")",
        "[" => "]",
        _ => "}'",
    };
    let text = format!(
        "x = {}x{}",
        open.repeat(times),
        (chain.repeat(length) + close).repeat(times)
    );
    check_on_small_stack(&format!("{text}\n"));
}

#[test]
fn many_branches_are_fine() {
    let text = format!("app = make()\nif 1: pass\n{}", "elif 1: pass\n".repeat(5_000));
    assert_eq!(check_on_small_stack(&text).diagnostics, []);
}

#[test]
fn the_deepest_allowed_texts_are_parsed() {
    for (unit, times) in [
        ("-", 2_400),
        ("+1", 2_400),
        (".b", 2_400),
        ("()", 2_400),
        ("not ", 2_400),
        ("lambda:", 1_200),
        ("[1", 190),
        ("{1:", 190),
    ] {
        let report = check_on_small_stack(&format!("app = x\nx = x{}", unit.repeat(times)));
        assert!(
            report
                .diagnostics
                .iter()
                .all(|finding| finding.code.as_str() != "FP104"),
            "{unit}: {report:?}"
        );
    }
}

#[test]
fn nested_files_of_a_large_project_fit_the_stacks_of_the_helpers() {
    let chain = |weight: usize| format!("x = 1{}\n", "+1".repeat(weight));
    let fill = "y = 1\n".repeat(8_000);
    let weights = [10, 47, 49, 300, 590, 610, 2_400];
    let files = weights
        .iter()
        .map(|weight| (format!("m{weight}.py"), chain(*weight) + &fill));
    let mut project = Project::from_text(&files.collect(), "main.py");
    project
        .files
        .insert("main.py".to_owned(), b"app = make()\n".to_vec());
    let reports: Vec<Report> = (0..8).map(|_| on_small_stack(project.clone())).collect();
    assert_eq!(reports[0].diagnostics, []);
    assert!(reports.iter().all(|report| *report == reports[0]));
}

#[test]
fn nothing_takes_longer_than_a_tenth_of_a_second_per_hundred_kilobytes() {
    if cfg!(debug_assertions) {
        println!("skipped: times are measured in optimised builds");
        return;
    }
    for unit in [
        "match x:\n case [",
        "f'{x:{",
        "((((((\n",
        "x = (\n",
        "a.b(c)[d], ",
        "'",
        "\"\"\"",
        "import a, ",
        "def f(a, a): return\n",
        "eval\n",
        "eval;",
        "\u{e4}=eval;",
        "from a import app\n",
        "import requests\n",
        "import requests, ",
        "'ghp_' 'SG.' ",
        "x='SG.SG.SG.SG.'\n",
        "f'{eval}' ",
        "os.environ, ",
        "def f():\n pass\n",
        "@app.get('/{a}{b}')\ndef f(): pass\n",
        "try: pass\nexcept: pass\n",
        "x = a if b else c\n",
        "class A: __del__ = eval\n",
        "7777777777",
        "\u{e4}",
    ] {
        let text = unit.repeat(100 * 1024 / unit.len());
        let start = Instant::now();
        check_on_small_stack(&text);
        let took = start.elapsed();
        println!("{unit:?}: {took:?}");
        assert!(took < Duration::from_millis(100), "{unit:?}: {took:?}");
    }
}

/// Texts whose parts multiply: aliases that double, patterns and secrets that begin everywhere, files that all import each other.
fn multiplying() -> Vec<(&'static str, Project)> {
    let single = |text: String| Project::single("main.py", &text);
    let doubling = |index| format!("a{} = a{index} if x else a{index}\n", index + 1);
    let lines = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<Vec<_>>().concat();
    let imports = lines(50, |file| format!("import m{file}\n"));
    let mesh = (0..50).map(|file| (format!("m{file}.py"), imports.repeat(20)));
    let names = lines(5_000, |name| format!("name_{name} = 1\n"));
    let wrong = lines(5_000, |name| format!("Name_{name}x, "));
    let pair = [
        ("main.py".to_owned(), format!("from helpers import {wrong} z\n")),
        ("helpers.py".to_owned(), names),
    ];
    let routers = |count: usize, line: fn(usize) -> String| {
        let head = "from fastapi import FastAPI, APIRouter\napp = FastAPI()\nr0 = APIRouter()\n";
        single(head.to_owned() + &lines(count, line))
    };
    vec![
        (
            "routes included again and again",
            routers(1_200, |number| {
                format!("@r0.get('/{number}')\ndef f(): pass\napp.include_router(r0, prefix='/p{number}')\n")
            }),
        ),
        (
            "routers in routers",
            routers(230, |number| {
                let next = number + 1;
                let include = format!("r{number}.include_router(r{next}, prefix='/x')\n");
                format!(
                    "r{next} = APIRouter(prefix='/{}')\n{}",
                    "y".repeat(200),
                    include.repeat(3)
                )
            }),
        ),
        (
            "a router in itself",
            routers(1_000, |number| {
                format!("@r0.get('/{number}')\ndef f(): pass\nr0.include_router(r0, prefix='/c')\n")
            }),
        ),
        (
            "routers in a circle",
            routers(1_500, |number| {
                format!("r{0}.include_router(r{1})\n", number % 7, number % 5)
            }),
        ),
        (
            "doubling",
            single((0..2_000).map(doubling).collect::<String>() + &"a23()\n".repeat(4_000)),
        ),
        (
            "pattern",
            single(format!("import re\nre.compile('{}')\n", "([".repeat(50_000))),
        ),
        ("secret", single(format!("x = '{}'\n", "SG.".repeat(33_000)))),
        (
            "address",
            single(format!("x = '{}'\n", "a://b:c@".repeat(12_000))),
        ),
        ("mesh", Project::from_text(&mesh.collect(), "m0.py")),
        ("missing names", Project::from_text(&pair.into(), "main.py")),
        (
            "wrapped",
            single(format!("x = {}x{}", "(".repeat(150), ".b.b.b)".repeat(150))),
        ),
    ]
}

#[test]
fn nothing_multiplies() {
    for (name, project) in multiplying() {
        let start = Instant::now();
        check(&project, &Policy::default());
        let took = start.elapsed();
        println!("{name}: {took:?}");
        assert!(
            cfg!(debug_assertions) || took < Duration::from_millis(100),
            "{name}: {took:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let project = Project { files: BTreeMap::from([("main.py".to_owned(), bytes)]), entrypoint: "main.py".to_owned() };
        let report = check(&project, &Policy::default());
        prop_assert!(report.diagnostics.iter().all(|finding| finding.code.as_str() != "FP109"));
        prop_assert_eq!(report, check(&project, &Policy::default()));
    }

    #[test]
    fn python_like_soup_never_panics(words in proptest::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let text = words.concat();
        let report = check(&Project::single("main.py", &text), &Policy::default());
        prop_assert!(report.diagnostics.iter().all(|finding| finding.code.as_str() != "FP109"), "{}", text);
        for finding in &report.diagnostics {
            prop_assert!(finding.range.end <= text.len() && finding.start <= finding.end, "{:?}", finding);
        }
    }

    #[test]
    fn arbitrary_projects_never_panic(files in proptest::collection::btree_map(any::<String>(), any::<Vec<u8>>(), 0..5), entrypoint in any::<String>()) {
        let project = Project { files, entrypoint };
        prop_assert!(!check(&project, &Policy::default()).is_ok());
    }
}

const WORDS: &[&str] = &[
    "def ",
    "class ",
    "f",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    "\n",
    "\n    ",
    "\n        ",
    ",",
    "=",
    "==",
    ".",
    "import ",
    "from ",
    "app",
    "x",
    "'",
    "\"",
    "f'",
    "\"\"\"",
    "\\",
    "#",
    "async ",
    "await ",
    "lambda ",
    "yield ",
    "match ",
    "case ",
    "_",
    "*",
    "**",
    "@",
    "1",
    "0x",
    "1e",
    "if ",
    "else ",
    "for ",
    " in ",
    "not ",
    "global ",
    "nonlocal ",
    "return ",
    "ä",
    "ｅval",
    "\t",
    "\r\n",
    ";",
    ":=",
    "!r",
    "->",
    "type ",
    "try",
    "except ",
    "getattr",
    "os.environ",
    "'{}'.format",
    "app.get('/{x}')",
    "del ",
    "with ",
    "as ",
    "raise ",
    "while ",
    "break",
    "continue",
    "\u{feff}",
    "\u{c}",
];
