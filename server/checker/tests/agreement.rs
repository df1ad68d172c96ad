//! The checker and Python itself agree on what is valid, over the standard library of the Python on this machine.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use fp_checker::{Limits, Policy, Project, PythonTarget, check};

/// Prints `path<TAB>ok|error text` for every file of the standard library that is at most a megabyte.
const JUDGE: &str = r"
import os, sys, sysconfig, warnings
warnings.simplefilter('ignore')
print('version', sys.version_info[1], sep='\t')
for folder, folders, files in os.walk(sysconfig.get_path('stdlib')):
    folders[:] = [name for name in folders if name != 'site-packages']
    for name in files:
        path = os.path.join(folder, name)
        if name.endswith('.py') and os.path.getsize(path) <= 1_000_000:
            try:
                compile(open(path, 'rb').read(), path, 'exec', dont_inherit=True)
                print(path, 'ok', sep='\t')
            except Exception as error:
                print(path, repr(error), sep='\t')
";

#[test]
fn accepts_and_refuses_what_python_does() {
    let Some(output) = Command::new("python3")
        .args(["-c", JUDGE])
        .output()
        .ok()
        .filter(|output| output.status.success())
    else {
        println!("skipped: no python3 on this machine");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = text.lines().filter_map(|line| line.split_once('\t'));
    let minor = lines.next().and_then(|(_, minor)| minor.parse().ok()).unwrap();
    let policy = Policy {
        python: PythonTarget { major: 3, minor },
        limits: Limits {
            file_bytes: 1_000_000,
            total_bytes: 1_000_000,
            ..Limits::default()
        },
        ..Policy::default()
    };
    let (mut count, mut refused, mut accepted) = (0, Vec::new(), Vec::new());
    for (path, verdict) in lines {
        count += 1;
        let bytes = std::fs::read(PathBuf::from(path)).unwrap();
        let project = Project {
            files: BTreeMap::from([("main.py".to_owned(), bytes)]),
            entrypoint: "main.py".to_owned(),
        };
        let report = check(&project, &policy);
        let error = report.errors().find(|finding| finding.code.as_str() < "FP200");
        match (verdict, error) {
            ("ok", Some(finding)) => refused.push(format!("{path}: {finding:?}")),
            (reason, None) if reason != "ok" => accepted.push(format!("{path}: {reason}")),
            _ => {}
        }
    }
    println!(
        "{count} files; refused here only: {}; accepted here only: {accepted:#?}",
        refused.len()
    );
    assert!(count > 500);
    assert!(refused.is_empty(), "{refused:#?}");
    assert!(accepted.len() <= KNOWN.len(), "{accepted:#?}");
}

/// Files that Python refuses and the checker accepts, with the reason. None is known.
const KNOWN: [&str; 0] = [];
