//! The newest lines of one app in memory, numbered without gaps. Pure.

use std::collections::VecDeque;
use std::sync::Arc;

use fp_contract::log::LogRecord;

use super::NewLine;

/// Most lines kept.
pub(super) const MAX_LINES: usize = 10_000;
/// Most bytes kept, records' own size included.
pub(super) const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Most bytes of one text; the rest is cut.
pub(super) const MAX_TEXT_BYTES: usize = 16 * 1024;

/// The newest lines, oldest first; a line that does not fit pushes the oldest out.
#[derive(Debug)]
pub(super) struct Ring {
    lines: VecDeque<Arc<LogRecord>>,
    bytes: usize,
    next: u64,
}

impl Ring {
    /// An empty ring whose first line will have the number `next`.
    pub(super) fn new(next: u64) -> Self {
        Self {
            lines: VecDeque::new(),
            bytes: 0,
            next,
        }
    }

    /// The number of the oldest line, or of the next one when there is none.
    pub(super) fn first(&self) -> u64 {
        self.lines.front().map_or(self.next, |line| line.sequence)
    }

    /// The number the next line will get.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Adds a line and gives it its number.
    pub(super) fn push(&mut self, line: NewLine) {
        let record = number(line, self.next);
        self.next += 1;
        self.bytes += size(&record);
        self.lines.push_back(Arc::new(record));
        while self.lines.len() > MAX_LINES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.lines.pop_front() else {
                break;
            };
            self.bytes -= size(&oldest);
        }
    }

    /// All lines, newest first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Arc<LogRecord>> {
        self.lines.iter().rev()
    }

    /// Lines from `sequence` on, as many as fit into `max_bytes` and at least one if there is one.
    pub(super) fn read(&self, sequence: u64, max_bytes: usize) -> Vec<Arc<LogRecord>> {
        let skip = usize::try_from(sequence.saturating_sub(self.first())).unwrap_or(usize::MAX);
        let mut bytes = 0;
        let mut lines = Vec::new();
        for line in self.lines.iter().skip(skip) {
            bytes += size(line);
            if bytes > max_bytes && !lines.is_empty() {
                break;
            }
            lines.push(Arc::clone(line));
        }
        lines
    }
}

/// What a record counts for, in bytes: its text and itself.
pub(super) fn size(record: &LogRecord) -> usize {
    let request = record.request.as_ref().map_or(0, |request| {
        request.path.len()
            + request.query.as_ref().map_or(0, String::len)
            + request.error.as_ref().map_or(0, String::len)
    });
    size_of::<LogRecord>() + record.message.len() + request
}

fn number(line: NewLine, sequence: u64) -> LogRecord {
    let mut request = line.request;
    if let Some(request) = &mut request {
        cut(&mut request.path);
        request.query.as_mut().map(cut);
        request.error.as_mut().map(cut);
    }
    let mut message = line.message;
    cut(&mut message);
    LogRecord {
        sequence,
        timestamp: Some(line.timestamp),
        message,
        stream: line.stream,
        revision: line.revision,
        reason: line.reason.map(str::to_owned),
        request,
    }
}

fn cut(text: &mut String) {
    let length = text.len();
    if length <= MAX_TEXT_BYTES {
        return;
    }
    text.truncate(text.floor_char_boundary(MAX_TEXT_BYTES));
    text.push_str(" … (cut: ");
    text.push_str(&length.to_string());
    text.push_str(" bytes)");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring_with(count: usize, message: &str) -> Ring {
        let mut ring = Ring::new(1);
        for _ in 0..count {
            ring.push(NewLine::platform(message, None));
        }
        ring
    }

    #[test]
    fn the_oldest_lines_leave_when_there_are_too_many() {
        let ring = ring_with(MAX_LINES + 3, "x");
        assert_eq!(ring.first(), 4);
        assert_eq!(ring.next(), MAX_LINES as u64 + 4);
    }

    #[test]
    fn the_oldest_lines_leave_when_they_are_too_big() {
        let ring = ring_with(1000, &"x".repeat(MAX_TEXT_BYTES));
        assert!(ring.bytes <= MAX_BYTES);
        let held = ring.next() - ring.first();
        assert!((490..1000).contains(&held), "{held}");
    }

    #[test]
    fn reading_starts_at_the_sequence_and_stops_at_the_size() {
        let ring = ring_with(100, "x");
        let one = size(&ring.read(1, usize::MAX)[0]);
        let sequences: Vec<u64> = ring.read(10, one * 3).iter().map(|line| line.sequence).collect();
        assert_eq!(sequences, [10, 11, 12]);
        assert_eq!(ring.read(10, 0).len(), 1);
        assert!(ring.read(101, usize::MAX).is_empty());
    }

    #[test]
    fn a_long_line_is_cut_between_characters_and_says_so() {
        let ring = ring_with(1, &"é".repeat(MAX_TEXT_BYTES));
        let message = &ring.read(1, 0)[0].message;
        assert!(
            message.ends_with("é … (cut: 32768 bytes)"),
            "{}",
            &message[16_370..]
        );
    }
}
