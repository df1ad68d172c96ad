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

/// Times every case is measured, in turn with the others: on a shared machine a core can be at half its speed for seconds.
const ROUNDS: usize = 200;

/// The best and the median time of each project.
fn times(projects: &[Project]) -> Vec<[Duration; 2]> {
    let policy = Policy::default();
    let mut times = vec![Vec::with_capacity(ROUNDS); projects.len()];
    for _ in 0..ROUNDS {
        for (project, times) in projects.iter().zip(&mut times) {
            let start = Instant::now();
            std::hint::black_box(check(project, &policy));
            times.push(start.elapsed());
        }
    }
    for times in &mut times {
        times.sort();
    }
    times.iter().map(|times| [times[0], times[ROUNDS / 2]]).collect()
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
        ("2 KB file", 500, single(2 * 1024)),
        ("100 KB file", 5_000, single(100 * 1024)),
        ("500 KB project", 10_000, Project::from_text(&large, "main.py")),
    ];
    let projects = cases.each_ref().map(|(_, _, project)| project.clone());
    println!(
        "{:<16}{:>10}{:>11}{:>11}{:>12}{:>8}",
        "", "best us", "median us", "budget us", "python us", "ratio"
    );
    for ((name, budget, project), [best, median]) in cases.iter().zip(times(&projects)) {
        let (best, median) = (best.as_micros(), median.as_micros());
        let texts = project.files.values();
        let python = peer(texts.map(|bytes| String::from_utf8_lossy(bytes).into_owned()));
        let (shown, ratio) = python.map_or(("no python3".to_owned(), String::new()), |python| {
            #[expect(clippy::cast_precision_loss, reason = "microseconds of some milliseconds")]
            let ratio = best as f64 / python;
            (format!("{python:.0}"), format!("{ratio:.3}"))
        });
        println!("{name:<16}{best:>10}{median:>11}{budget:>11}{shown:>12}{ratio:>8}");
    }
}
