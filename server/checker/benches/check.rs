//! Time of a check, beside Python's own parser on the same files. `cargo bench -p fp-checker`.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fp_checker::{Policy, Project, check};

/// The one both programs use.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One small module, repeated to the size that is wanted.
const UNIT: &str = include_str!("unit.py");

/// Reads a file's text from the standard input, parses and walks it, and prints the best of several times in microseconds.
const PEER: &str = "
import ast, sys, time
text = sys.stdin.read()
best = 1e9
for _ in range(7):
    start = time.perf_counter()
    for node in ast.walk(ast.parse(text)): pass
    best = min(best, time.perf_counter() - start)
print(best * 1e6)
";

fn text(bytes: usize) -> String {
    let mut text = String::from("from fastapi import FastAPI\n\napp = FastAPI()\n");
    let mut number = 0;
    while text.len() + UNIT.len() + 4 <= bytes {
        text.push_str(&UNIT.replace("NUMBER", &number.to_string()));
        number += 1;
    }
    text
}

fn best(project: &Project) -> Duration {
    let policy = Policy::default();
    let time = |_| {
        let start = Instant::now();
        std::hint::black_box(check(project, &policy));
        start.elapsed()
    };
    (0..25).map(time).min().unwrap_or_default()
}

fn peer(texts: impl Iterator<Item = String>) -> Option<f64> {
    texts
        .map(|text| {
            let mut child = Command::new("python3")
                .args(["-c", PEER])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .ok()?;
            std::io::Write::write_all(child.stdin.as_mut()?, text.as_bytes()).ok()?;
            let output = child.wait_with_output().ok()?;
            String::from_utf8_lossy(&output.stdout).trim().parse::<f64>().ok()
        })
        .sum()
}

fn main() {
    let single = |bytes| Project::single("main.py", &text(bytes));
    let mut large: BTreeMap<String, String> = (0..9)
        .map(|number| (format!("part{number}.py"), text(50 * 1024)))
        .collect();
    large.insert("main.py".to_owned(), text(50 * 1024));
    let cases = [
        ("2 KB file", 500.0, single(2 * 1024)),
        ("100 KB file", 5_000.0, single(100 * 1024)),
        ("500 KB project", 10_000.0, Project::from_text(&large, "main.py")),
    ];
    println!(
        "{:<16}{:>12}{:>12}{:>16}{:>8}",
        "", "check us", "budget us", "python us", "ratio"
    );
    for (name, budget, project) in cases {
        let micros = best(&project).as_secs_f64() * 1e6;
        let python = peer(
            project
                .files
                .values()
                .map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        );
        let (shown, ratio) = python.map_or(("no python3".to_owned(), String::new()), |python| {
            (format!("{python:.0}"), format!("{:.3}", micros / python))
        });
        println!("{name:<16}{micros:>12.0}{budget:>12.0}{shown:>16}{ratio:>8}");
    }
}
