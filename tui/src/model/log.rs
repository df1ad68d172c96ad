//! The log pane: lines held, what is shown of them, and where.

use std::collections::VecDeque;

use fp_contract::log::{LogFrame, LogRecord, LogStream, RequestRecord};

use crate::input::LineInput;
use crate::sanitise;

/// Most lines held; the oldest go first.
const MAX_LINES: usize = 100_000;
/// Rows of the pane at the start.
const DEFAULT_HEIGHT: u16 = 7;
/// Fewest and most rows of the pane.
const HEIGHTS: std::ops::RangeInclusive<u16> = 3..=40;

/// A line fit for the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// `12:03:11`, or empty when unknown.
    pub time: String,
    /// The text.
    pub text: String,
    /// Where it came from.
    pub kind: LineKind,
}

/// Where a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The app's output.
    Output,
    /// The app's error output.
    Error,
    /// A request that went well.
    Request,
    /// A request that failed.
    FailedRequest,
    /// The platform's own word.
    Platform,
    /// Lines are missing here.
    Gap,
}

/// The log pane.
#[derive(Debug, Clone)]
pub struct LogPane {
    /// The lines, oldest first.
    pub lines: VecDeque<LogLine>,
    /// The sequence number of the newest line.
    pub last_sequence: Option<u64>,
    /// Whether the newest lines are shown as they come.
    pub following: bool,
    /// Lines between the end of what is shown and the newest one, while not following.
    pub behind: usize,
    /// Only lines that contain this are shown; with a leading `!`, only those that do not.
    pub filter: LineInput,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// Rows of the pane, its title included.
    pub height: u16,
    /// Whether the pane takes all rows.
    pub zoomed: bool,
    /// Why no lines come, when something is wrong.
    pub trouble: Option<String>,
}

impl Default for LogPane {
    fn default() -> Self {
        Self {
            lines: VecDeque::new(),
            last_sequence: None,
            following: true,
            behind: 0,
            filter: LineInput::default(),
            filtering: false,
            height: DEFAULT_HEIGHT,
            zoomed: false,
            trouble: None,
        }
    }
}

impl LogPane {
    /// Takes frames in, oldest first.
    pub fn take(&mut self, frames: Vec<LogFrame>) {
        for frame in frames {
            match frame {
                LogFrame::Connected { .. } => self.trouble = None,
                LogFrame::Log(record) => self.take_record(&record),
                LogFrame::Status { message, missed } => self.take_status(&message, missed),
                LogFrame::Error { message } => self.trouble = Some(sanitise::one_line(&message)),
            }
        }
    }

    fn take_record(&mut self, record: &LogRecord) {
        let already_held = self.last_sequence.is_some_and(|last| record.sequence <= last);
        if record.sequence > 0 && already_held {
            return;
        }
        if let Some(last) = self.last_sequence
            && record.sequence > last + 1
        {
            self.push(gap(record.sequence - last - 1));
        }
        if record.sequence > 0 {
            self.last_sequence = Some(record.sequence);
        }
        self.trouble = None;
        self.push(line(record));
    }

    fn take_status(&mut self, message: &str, missed: Option<u64>) {
        match missed {
            Some(count) if count > 0 => {
                self.last_sequence = self.last_sequence.map(|last| last + count);
                self.push(gap(count));
            }
            _ => self.trouble = Some(sanitise::one_line(message)).filter(|text| !text.is_empty()),
        }
    }

    fn push(&mut self, line: LogLine) {
        if self.lines.len() == MAX_LINES {
            self.lines.pop_front();
        }
        if !self.following && self.lets_through(&line) {
            self.behind += 1;
        }
        self.lines.push_back(line);
    }

    /// Whether the filter shows a line.
    pub fn lets_through(&self, line: &LogLine) -> bool {
        let filter = self.filter.text();
        let (wanted, inverse) = match filter.strip_prefix('!') {
            Some(rest) => (rest, true),
            None => (filter, false),
        };
        wanted.is_empty() || (contains_ignoring_case(&line.text, wanted) != inverse)
    }

    /// The lines that fit in `rows`, oldest first.
    pub fn window(&self, rows: usize) -> Vec<&LogLine> {
        let behind = if self.following { 0 } else { self.behind };
        let newest_first = self.lines.iter().rev().filter(|line| self.lets_through(line));
        let mut window: Vec<_> = newest_first.skip(behind).take(rows).collect();
        window.reverse();
        window
    }

    /// Scrolls by rows; up stops following, reaching the end follows again.
    pub fn scroll(&mut self, rows: isize) {
        let most = self
            .lines
            .iter()
            .filter(|line| self.lets_through(line))
            .count()
            .saturating_sub(1);
        let from = if self.following { 0 } else { self.behind };
        self.behind = from.saturating_add_signed(rows.saturating_neg()).min(most);
        self.following = self.behind == 0 && (self.following || rows > 0);
    }

    /// Pauses, or follows again from the newest line.
    pub fn toggle_following(&mut self) {
        self.following = !self.following;
        self.behind = 0;
    }

    /// Makes the pane taller or lower.
    pub fn resize(&mut self, rows: i16) {
        self.height = self
            .height
            .saturating_add_signed(rows)
            .clamp(*HEIGHTS.start(), *HEIGHTS.end());
    }
}

fn contains_ignoring_case(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(&wanted.to_lowercase())
}

fn gap(count: u64) -> LogLine {
    let lines = if count == 1 { "line is" } else { "lines are" };
    LogLine {
        time: String::new(),
        text: format!("··· {count} {lines} missing here ···"),
        kind: LineKind::Gap,
    }
}

fn line(record: &LogRecord) -> LogLine {
    let time = record.timestamp.as_deref().map(clock_time).unwrap_or_default();
    if let Some(request) = &record.request {
        let failed = request.status >= 500 || request.error.is_some();
        let kind = if failed {
            LineKind::FailedRequest
        } else {
            LineKind::Request
        };
        return LogLine {
            time,
            text: request_text(request),
            kind,
        };
    }
    let kind = match record.stream {
        LogStream::Stdout => LineKind::Output,
        LogStream::Stderr => LineKind::Error,
        LogStream::Request => LineKind::Request,
        LogStream::Platform => LineKind::Platform,
    };
    LogLine {
        time,
        text: sanitise::one_line(&record.message),
        kind,
    }
}

/// `GET /hello?x=1 200 3 ms`.
fn request_text(request: &RequestRecord) -> String {
    let query = request.query.as_deref().filter(|query| !query.is_empty());
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let error = request
        .error
        .as_deref()
        .map(|error| format!("  {error}"))
        .unwrap_or_default();
    let RequestRecord {
        method,
        path,
        status,
        duration_ms,
        ..
    } = request;
    let text = format!(
        "{method} {path}{query} {status} {} ms{error}",
        milliseconds(*duration_ms)
    );
    sanitise::one_line(&text)
}

/// Two digits where they say something: `0.4`, `3.2`, `120`.
fn milliseconds(duration: f64) -> String {
    let rounded = format!("{duration:.1}");
    if duration >= 10.0 {
        format!("{duration:.0}")
    } else {
        rounded.trim_end_matches(".0").to_owned()
    }
}

/// The time of day of an RFC 3339 time, in the zone of this machine.
fn clock_time(timestamp: &str) -> String {
    timestamp
        .parse::<fp_contract::Timestamp>()
        .map(crate::clock::time_of_day)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
