//! How an instance ended, in words, and where in the user's code. Pure.

use std::path::Path;

use fp_contract::deployment::Failure;

use super::message::ExitedEvent;

/// The failure that an instance's end is; `work_dir` is the folder revisions are written into.
pub(in crate::runtime) fn failure(event: &ExitedEvent, work_dir: &Path) -> Failure {
    let (file, line) =
        place(&event.tail, work_dir).map_or((None, None), |(file, line)| (Some(file), Some(line)));
    Failure {
        traceback: traceback(&event.tail),
        file,
        line,
        exit_code: event.exit_code,
        signal: event.signal,
        tail: event.tail.clone(),
        ..Failure::new(kind(event), words(event))
    }
}

fn kind(event: &ExitedEvent) -> &'static str {
    if event.out_of_memory_bytes.is_some() {
        "out_of_memory"
    } else {
        "exited"
    }
}

/// `exited with code 1 after 10 s`.
fn words(event: &ExitedEvent) -> String {
    let after = duration(event.after_seconds);
    if let Some(bytes) = event.out_of_memory_bytes {
        return format!(
            "needed more than {} MiB of memory and was ended after {after}",
            bytes >> 20
        );
    }
    match (event.exit_code, event.signal) {
        (Some(code), _) => format!("exited with code {code} after {after}"),
        (None, Some(9)) => format!("was killed after {after}: out of memory?"),
        (None, Some(signal)) => format!("was killed by {} after {after}", signal_name(signal)),
        (None, None) => format!("ended after {after}"),
    }
}

fn duration(seconds: f64) -> String {
    if seconds < 10.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{seconds:.0} s")
    }
}

fn signal_name(signal: i32) -> String {
    // The numbers that are the same on Linux and macOS.
    let name = match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}

/// The lines from the last traceback on.
fn traceback(tail: &[String]) -> Option<String> {
    let begin = tail
        .iter()
        .rposition(|line| line.starts_with("Traceback (most recent call last)"))?;
    Some(tail[begin..].join("\n"))
}

/// The last frame of the tail that is in the user's code: file, relative to the revision, and line.
fn place(tail: &[String], work_dir: &Path) -> Option<(String, u32)> {
    tail.iter().rev().find_map(|text| {
        let (path, rest) = text
            .trim_start()
            .strip_prefix("File \"")?
            .split_once("\", line ")?;
        let digits = rest.split(|character: char| !character.is_ascii_digit()).next()?;
        Some((relative(path, work_dir)?, digits.parse().ok()?))
    })
}

/// The path inside the revision's folder, which is `WORK_DIR/revisions/NAME`; paths that are relative already stay.
fn relative(path: &str, work_dir: &Path) -> Option<String> {
    let path = Path::new(path);
    if path.is_relative() {
        let is_code = path.extension().is_some_and(|extension| extension == "py");
        return is_code.then(|| path.to_string_lossy().into_owned());
    }
    let inside = path.strip_prefix(work_dir.join("revisions")).ok()?;
    let file = inside.components().skip(1).collect::<std::path::PathBuf>();
    (file.components().count() > 0).then(|| file.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::runner::message::Phase;
    use rstest::rstest;

    fn exited(exit_code: Option<i32>, signal: Option<i32>, after_seconds: f64, tail: &str) -> ExitedEvent {
        ExitedEvent {
            revision: String::new(),
            pid: 1,
            exit_code,
            signal,
            out_of_memory_bytes: None,
            after_seconds,
            was: Phase::Serving,
            tail: tail.lines().map(str::to_owned).collect(),
        }
    }

    #[rstest]
    #[case(Some(1), None, 10.2, "exited with code 1 after 10 s")]
    #[case(Some(0), None, 0.25, "exited with code 0 after 0.2 s")]
    #[case(None, Some(11), 3.21, "was killed by SIGSEGV after 3.2 s")]
    #[case(None, Some(9), 60.0, "was killed after 60 s: out of memory?")]
    #[case(None, Some(40), 1.0, "was killed by signal 40 after 1.0 s")]
    fn the_end_in_words(
        #[case] code: Option<i32>,
        #[case] signal: Option<i32>,
        #[case] seconds: f64,
        #[case] expected: &str,
    ) {
        assert_eq!(words(&exited(code, signal, seconds, "")), expected);
    }

    #[test]
    fn memory_that_ran_out_is_named_with_its_limit() {
        let event = ExitedEvent {
            out_of_memory_bytes: Some(128 << 20),
            ..exited(None, Some(9), 60.0, "")
        };
        let failure = failure(&event, Path::new("/w"));
        assert_eq!(failure.kind, "out_of_memory");
        assert_eq!(
            failure.message,
            "needed more than 128 MiB of memory and was ended after 60 s"
        );
    }

    #[test]
    fn the_users_deepest_frame_is_found() {
        let tail = "noise\n\
            Traceback (most recent call last):\n  \
            File \"/w/revisions/abc-1/app.py\", line 3, in go\n    helpers.go()\n  \
            File \"/w/revisions/abc-1/lib/helpers.py\", line 12, in go\n    json.loads(1)\n  \
            File \"/usr/lib/python3/json/__init__.py\", line 339, in loads\n\
            TypeError: no";
        let failure = failure(&exited(Some(1), None, 1.0, tail), Path::new("/w"));
        assert_eq!(failure.file.as_deref(), Some("lib/helpers.py"));
        assert_eq!(failure.line, Some(12));
        assert!(failure.traceback.unwrap().starts_with("Traceback"));
    }
}
