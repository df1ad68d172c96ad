//! The newest lines as followers get them, encoded once however many follow.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use fp_contract::log::LogRecord;

/// Frames kept: followers that keep up are within this of each other.
const MAX_FRAMES: usize = 4000;
/// Most bytes of frames kept.
const MAX_BYTES: usize = 1024 * 1024;

/// Encoded lines of one log, without gaps.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// The number of the first frame.
    first: u64,
    lines: VecDeque<Bytes>,
    bytes: usize,
}

impl Frames {
    /// The frames of these lines, which have no gaps: those kept, the others encoded now.
    pub(super) fn of(&mut self, records: &[Arc<LogRecord>]) -> Vec<Bytes> {
        records.iter().map(|record| self.frame(record)).collect()
    }

    fn frame(&mut self, record: &LogRecord) -> Bytes {
        let place = record
            .sequence
            .checked_sub(self.first)
            .and_then(|place| usize::try_from(place).ok());
        if let Some(frame) = place.and_then(|place| self.lines.get(place)) {
            return frame.clone();
        }
        let frame = encode(record);
        if place.is_some_and(|place| place > self.lines.len()) || self.lines.is_empty() {
            self.lines.clear();
            self.bytes = 0;
            self.first = record.sequence;
        }
        // What is older than what is kept is wanted by somebody far behind, and by nobody else.
        if record.sequence >= self.first {
            self.push(frame.clone());
        }
        frame
    }

    fn push(&mut self, frame: Bytes) {
        self.bytes += frame.len();
        self.lines.push_back(frame);
        while self.lines.len() > MAX_FRAMES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.lines.pop_front() else {
                return;
            };
            self.bytes -= oldest.len();
            self.first += 1;
        }
    }
}

fn encode(record: &LogRecord) -> Bytes {
    #[derive(serde::Serialize)]
    #[serde(tag = "type", rename_all = "lowercase")]
    enum Borrowed<'a> {
        Log(&'a LogRecord),
    }
    serde_json::to_vec(&Borrowed::Log(record))
        .map(Bytes::from)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::NewLine;
    use crate::logs::ring::Ring;
    use fp_contract::log::LogFrame;

    fn lines(count: usize) -> Vec<Arc<LogRecord>> {
        let mut ring = Ring::new(1);
        for number in 0..count {
            ring.push(NewLine::platform(format!("line {number}"), None));
        }
        ring.read(1, usize::MAX)
    }

    #[test]
    fn a_frame_is_what_the_contract_says() {
        let line = &lines(1)[0];
        let expected = serde_json::to_vec(&LogFrame::Log(LogRecord::clone(line))).unwrap();
        assert_eq!(encode(line), expected);
    }

    #[test]
    fn a_line_is_encoded_once_and_old_ones_are_forgotten() {
        let lines = lines(MAX_FRAMES + 10);
        let mut frames = Frames::default();
        let first = frames.of(&lines[..10]);
        let again = frames.of(&lines[..10]);
        assert!(
            first
                .iter()
                .zip(&again)
                .all(|(one, other)| one.as_ptr() == other.as_ptr())
        );
        assert_eq!(
            frames.of(&lines),
            lines.iter().map(|line| encode(line)).collect::<Vec<_>>()
        );
        assert!(frames.lines.len() <= MAX_FRAMES && frames.bytes <= MAX_BYTES);
        // Somebody far behind and somebody far ahead get theirs too.
        assert_eq!(frames.of(&lines[..2]), first[..2]);
        let mut empty = Frames::default();
        empty.of(&lines[..2]);
        assert_eq!(empty.of(&lines[100..102]), frames.of(&lines[100..102]));
        assert_eq!(empty.first, 101);
    }
}
