//! What every fuzz target asserts about a check.

use std::time::Duration;

use cpu_time::ProcessTime;
use fp_checker::{Policy, Project, Report, check};

/// Longest check of a project within the limits, in time of the processor, which a busy machine does not change: what is
/// promised, although instrumentation costs several times as much.
const LONGEST: Duration = Duration::from_millis(100);

/// Checks a project twice: no panic (FP109 is a caught one), the same report, places inside the files, and within the time.
///
/// # Panics
///
/// Panics when one of these does not hold, which is how the fuzzer learns of it.
pub fn hold(project: &Project) {
    let policy = Policy::default();
    let (report, first) = timed(project, &policy);
    let (again, second) = timed(project, &policy);
    assert_eq!(report, again, "two reports for one input");
    for finding in &report.diagnostics {
        assert_ne!(finding.code.as_str(), "FP109", "the checker failed: {finding:?}");
        assert!(finding.start <= finding.end, "{finding:?}");
        let size = project.files.get(&finding.file).map_or(0, Vec::len);
        assert!(finding.range.end <= size, "{finding:?}");
    }
    let took = first.min(second);
    assert!(
        !is_within_limits(project, &policy) || took < LONGEST,
        "took {took:?}"
    );
}

fn timed(project: &Project, policy: &Policy) -> (Report, Duration) {
    let start = ProcessTime::now();
    let report = check(project, policy);
    (report, start.elapsed())
}

fn is_within_limits(project: &Project, policy: &Policy) -> bool {
    let sizes = || project.files.values().map(Vec::len);
    project.files.len() <= policy.limits.files
        && sizes().all(|size| size <= policy.limits.file_bytes)
        && sizes().sum::<usize>() <= policy.limits.total_bytes
}
