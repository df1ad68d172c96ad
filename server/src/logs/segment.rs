//! The files an app's log is kept in: JSON lines, each file named after the number of its first line.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fp_contract::log::LogRecord;

use super::ring::size;

/// Bytes after which a new segment is begun.
const SEGMENT_BYTES: u64 = 4 * 1024 * 1024;
/// Segments kept; the oldest goes when there is one more.
const SEGMENTS_KEPT: usize = 8;
/// The ending of a segment's name.
const EXTENSION: &str = "jsonl";

/// Adds lines to the newest segment, or to a new one when that is full; all of them or none.
pub(super) fn append(directory: &Path, records: &[Arc<LogRecord>]) -> io::Result<()> {
    let Some(first) = records.first() else {
        return Ok(());
    };
    fs::create_dir_all(directory)?;
    let segments = list(directory)?;
    let (mut file, length) = open_for(directory, &segments, first.sequence)?;
    let written = file.write_all(&encode(records)?);
    if let Err(error) = written {
        // Half a batch would end in half a line.
        if let Err(error) = file.set_len(length) {
            tracing::warn!(path = %directory.display(), %error, "half a batch stays in a log segment");
        }
        return Err(error);
    }
    if length == 0 {
        remove_oldest(&segments);
    }
    Ok(())
}

/// Lines with `from <= sequence < until`, about `max_bytes` of them, oldest first. Lines that cannot be read are left out.
pub(super) fn read(
    directory: &Path,
    from: u64,
    until: u64,
    max_bytes: usize,
) -> io::Result<Vec<Arc<LogRecord>>> {
    let segments = list(directory)?;
    let begin = segments
        .iter()
        .rposition(|segment| segment.first <= from)
        .unwrap_or(0);
    let mut records = Vec::new();
    let mut bytes = 0;
    for segment in segments
        .iter()
        .skip(begin)
        .filter(|segment| segment.first < until)
    {
        for line in BufReader::new(File::open(&segment.path)?).split(b'\n') {
            let Some(record) = decode_between(&line?, from, until) else {
                continue;
            };
            bytes += size(&record);
            records.push(Arc::new(record));
            if bytes >= max_bytes {
                return Ok(records);
            }
        }
    }
    Ok(records)
}

/// Goes through the lines with `sequence < until`, newest first, until `visit` has seen enough. Holds one segment in memory.
pub(super) fn scan_back(
    directory: &Path,
    until: u64,
    mut visit: impl FnMut(LogRecord) -> ControlFlow<()>,
) -> io::Result<()> {
    let segments = list(directory)?;
    for segment in segments.iter().rev().filter(|segment| segment.first < until) {
        let content = fs::read(&segment.path)?;
        for line in content.rsplit(|byte| *byte == b'\n') {
            if let Some(record) = decode_between(line, 1, until)
                && visit(record).is_break()
            {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Drops a last line that was written only in part; returns the number the next line gets.
pub(super) fn recover(directory: &Path) -> io::Result<u64> {
    for segment in list(directory)?.iter().rev() {
        let content = fs::read(&segment.path)?;
        let whole = content
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        if whole < content.len() {
            let length = u64::try_from(whole).unwrap_or(u64::MAX);
            OpenOptions::new()
                .write(true)
                .open(&segment.path)?
                .set_len(length)?;
        }
        let last = content[..whole]
            .rsplit(|byte| *byte == b'\n')
            .find_map(|line| serde_json::from_slice::<LogRecord>(line).ok());
        if let Some(record) = last {
            return Ok(record.sequence + 1);
        }
        fs::remove_file(&segment.path)?;
    }
    Ok(1)
}

#[derive(Debug)]
struct Segment {
    first: u64,
    path: PathBuf,
}

/// The segments in `directory`, oldest first; none when there is no directory.
fn list(directory: &Path) -> io::Result<Vec<Segment>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut segments = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let first = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        if let (Some(first), true) = (first, path.extension().is_some_and(|it| it == EXTENSION)) {
            segments.push(Segment { first, path });
        }
    }
    segments.sort_by_key(|segment| segment.first);
    Ok(segments)
}

/// The segment that takes the next lines, and its length.
fn open_for(directory: &Path, segments: &[Segment], sequence: u64) -> io::Result<(File, u64)> {
    let mut append = OpenOptions::new();
    append.append(true).create(true);
    if let Some(newest) = segments.last() {
        let file = append.open(&newest.path)?;
        let length = file.metadata()?.len();
        if length < SEGMENT_BYTES {
            return Ok((file, length));
        }
    }
    let file = append.open(directory.join(format!("{sequence:020}.{EXTENSION}")))?;
    Ok((file, 0))
}

fn remove_oldest(segments: &[Segment]) {
    let excess = (segments.len() + 1).saturating_sub(SEGMENTS_KEPT);
    for segment in &segments[..excess.min(segments.len())] {
        if let Err(error) = fs::remove_file(&segment.path) {
            tracing::warn!(path = %segment.path.display(), %error, "an old log segment could not be removed");
        }
    }
}

fn encode(records: &[Arc<LogRecord>]) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for record in records {
        serde_json::to_writer(&mut lines, record.as_ref())?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// Reads the line if its number is in range; the number alone is read first, because most lines are skipped.
fn decode_between(line: &[u8], from: u64, until: u64) -> Option<LogRecord> {
    let digits = line.strip_prefix(br#"{"sequence":"#)?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    let sequence: u64 = std::str::from_utf8(&digits[..end]).ok()?.parse().ok()?;
    if !(from..until).contains(&sequence) {
        return None;
    }
    serde_json::from_slice(line).ok()
}

#[cfg(test)]
mod tests;
