//! Runs `specification/*.md`: Python blocks with the expected findings in comments beside the lines.
//!
//! A heading starts a project; each block under it is a file, named behind the language (`main.py` without a name). The word
//! `fragment` adds an app at the end of the block. `# error[FP301]` expects that finding on its line, `# above: error[FP101]` on the
//! line before, with an optional `: part of the message`. Nothing else may be found. `(Python 3.10)` in a heading sets the
//! version to check for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fp_checker::{Diagnostic, Policy, Project, PythonTarget, Severity, check};

const APP: &str = "\nimport fastapi as _fastapi\napp = _fastapi.FastAPI()\n";

#[derive(Debug, Default)]
struct Case {
    title: String,
    files: BTreeMap<String, String>,
}

fn cases(markdown: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut block: Option<(String, bool, String)> = None;
    for line in markdown.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let words: Vec<&str> = info.split_whitespace().collect();
                let name = words
                    .iter()
                    .skip(1)
                    .find(|word| **word != "fragment")
                    .copied()
                    .unwrap_or("main.py");
                block = Some((name.to_owned(), words.contains(&"fragment"), String::new()));
            }
            (Some((name, fragment, text)), Some(_)) => {
                text.push_str(if *fragment { APP } else { "" });
                let file = (std::mem::take(name), std::mem::take(text));
                block = None;
                if let Some(case) = cases.last_mut() {
                    case.files.extend([file]);
                }
            }
            (Some((_, _, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) if line.starts_with('#') => {
                cases.push(Case {
                    title: line.trim_start_matches('#').trim().to_owned(),
                    ..Case::default()
                });
            }
            (None, None) => {}
        }
    }
    cases.retain(|case| !case.files.is_empty());
    cases
}

/// File, line and `severity[CODE]`, with the part of the message that is expected.
type Expectation = (String, usize, String, String);

fn expectations(case: &Case) -> Vec<Expectation> {
    let mut expected = Vec::new();
    for (file, text) in &case.files {
        for (index, line) in text.lines().enumerate() {
            for part in line.split("# ").skip(1) {
                let (number, part) = part
                    .strip_prefix("above: ")
                    .map_or((index + 1, part), |part| (index, part));
                let Some((finding, message)) = part.trim().split_once(']') else {
                    continue;
                };
                if ["error[FP", "warning[FP", "hint[FP"]
                    .iter()
                    .any(|start| finding.starts_with(start))
                {
                    let message = message.trim_start_matches(':').trim().to_owned();
                    expected.push((file.clone(), number, format!("{finding}]"), message));
                }
            }
        }
    }
    expected
}

fn shown(finding: &Diagnostic) -> (String, usize, String) {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    (
        finding.file.clone(),
        finding.start.line,
        format!("{severity}[{}]", finding.code),
    )
}

fn policy(case: &Case) -> Policy {
    let minor = case
        .title
        .split("(Python 3.")
        .nth(1)
        .and_then(|rest| rest.split(')').next());
    minor.map_or_else(Policy::default, |minor| Policy {
        python: PythonTarget {
            major: 3,
            minor: minor.parse().unwrap_or_default(),
        },
        ..Policy::default()
    })
}

fn faults(case: &Case) -> Vec<String> {
    let report = check(&Project::from_text(&case.files, "main.py"), &policy(case));
    let expected = expectations(case);
    let mut faults = Vec::new();
    for (file, line, finding, message) in &expected {
        let same = |found: &&Diagnostic| {
            shown(found) == (file.clone(), *line, finding.clone()) && found.message.contains(message)
        };
        if !report.diagnostics.iter().any(|found| same(&found)) {
            faults.push(format!(
                "{}: {file}:{line}: missing {finding} {message}",
                case.title
            ));
        }
    }
    let known: BTreeSet<_> = expected
        .into_iter()
        .map(|(file, line, finding, _)| (file, line, finding))
        .collect();
    for found in report
        .diagnostics
        .iter()
        .filter(|found| !known.contains(&shown(found)))
    {
        faults.push(format!(
            "{}: {}:{}: unexpected {}: {}",
            case.title,
            found.file,
            found.start.line,
            shown(found).2,
            found.message
        ));
    }
    faults
}

#[test]
fn specifications_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specification");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut faults_found = Vec::new();
    for path in paths {
        let cases = cases(&std::fs::read_to_string(&path).unwrap());
        assert!(!cases.is_empty(), "{}", path.display());
        faults_found.extend(
            cases
                .iter()
                .flat_map(faults)
                .map(|fault| format!("{}: {fault}", path.file_name().unwrap().display())),
        );
    }
    assert!(faults_found.is_empty(), "\n{}", faults_found.join("\n"));
}
