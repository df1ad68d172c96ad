//! From bytes to text the way Python does it: byte order mark, coding comment (PEP 263), UTF-8 otherwise.

use std::borrow::Cow;
use std::ops::Range;

/// What came out of decoding.
pub(crate) struct Decoded<'a> {
    /// The text; byte offsets in it are byte offsets of the file.
    pub(crate) text: Cow<'a, str>,
    /// What was wrong with the bytes, if anything.
    pub(crate) faults: Vec<EncodingFault>,
}

/// One thing wrong with the bytes of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum EncodingFault {
    /// The bytes at this range are not UTF-8; the text ends before them.
    NotUtf8(Range<usize>),
    /// The coding comment names an encoding that Python does not know or that the checker cannot read.
    Unknown { name: String, range: Range<usize> },
    /// The coding comment names an encoding other than UTF-8, and the file has characters where it matters.
    Legacy { name: String, range: Range<usize> },
    /// A NUL byte, which Python refuses anywhere in source code.
    Nul(usize),
}

/// Decodes a Python file. The text is as long as can be read, so that the rest is checked as well.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let mut faults = Vec::new();
    if let Some(offset) = memchr::memchr(0, bytes) {
        faults.push(EncodingFault::Nul(offset));
    }
    let cookie = coding_comment(bytes);
    let family = cookie.as_ref().map_or(Family::Utf8, |(name, _)| family(name));
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    match (family, cookie) {
        // Behind a byte order mark, Python takes no other spelling.
        (_, Some((name, range)))
            if marked && !name.to_ascii_lowercase().replace('_', "-").starts_with("utf-8") =>
        {
            faults.push(EncodingFault::Unknown { name, range });
        }
        (Family::Unknown, Some((name, range))) => faults.push(EncodingFault::Unknown { name, range }),
        (Family::SingleByte, Some((name, range))) if !bytes.is_ascii() => {
            faults.push(EncodingFault::Legacy { name, range });
            if std::str::from_utf8(bytes).is_err() {
                return Decoded {
                    text: Cow::Owned(ascii_shape(bytes)),
                    faults,
                };
            }
        }
        _ => {}
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (start, length) = (error.valid_up_to(), error.error_len().unwrap_or(1));
            faults.push(EncodingFault::NotUtf8(start..start + length));
            bytes
                .get(..start)
                .and_then(|valid| std::str::from_utf8(valid).ok())
                .unwrap_or_default()
        }
    };
    Decoded {
        text: Cow::Borrowed(text),
        faults,
    }
}

/// The text with every byte outside ASCII replaced by an underscore: same shape, same offsets, no meaning.
fn ascii_shape(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| if byte.is_ascii() { char::from(*byte) } else { '_' })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Utf8,
    /// ASCII with one byte (or only high bytes) for everything else: its shape can be read without a table.
    SingleByte,
    Unknown,
}

fn family(name: &str) -> Family {
    let name = name.to_ascii_lowercase().replace('_', "-");
    match name.as_str() {
        "utf-8" | "utf8" | "u8" | "utf" | "utf-8-sig" | "ascii" | "us-ascii" | "cp65001" => Family::Utf8,
        "latin-1" | "latin1" | "latin" | "l1" | "iso8859" | "mac-roman" | "euc-jp" | "euc-kr" | "ptcp154" => {
            Family::SingleByte
        }
        _ if name.starts_with("utf-8-") => Family::Utf8,
        _ if name.starts_with("latin-1-") || is_numbered(&name) => Family::SingleByte,
        _ => Family::Unknown,
    }
}

/// `iso-8859-15`, `iso8859-15`, `cp1252`, `windows-1252`, `koi8-r` and their like.
fn is_numbered(name: &str) -> bool {
    let rest = name
        .strip_prefix("iso-8859-")
        .or_else(|| name.strip_prefix("iso8859-"));
    let rest = rest
        .or_else(|| name.strip_prefix("windows-"))
        .or_else(|| name.strip_prefix("cp125"));
    rest.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        || matches!(name, "koi8-r" | "koi8-u" | "cp437" | "cp850" | "cp866")
}

/// The encoding named by a comment in the first two lines, and where the name stands (PEP 263).
fn coding_comment(bytes: &[u8]) -> Option<(String, Range<usize>)> {
    let mut start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    for _ in 0..2 {
        let line = line_at(bytes, start);
        let code = line
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
        let code = code.map_or(&[][..], |offset| line.get(offset..).unwrap_or_default());
        if !code.is_empty() && !code.starts_with(b"#") {
            return None;
        }
        if let Some(range) = coding_name(line) {
            let name = String::from_utf8_lossy(line.get(range.clone()).unwrap_or_default()).into_owned();
            return Some((name, start + range.start..start + range.end));
        }
        start += line.len();
        start += usize::from(bytes.get(start..).is_some_and(|rest| rest.starts_with(b"\r\n")));
        start += 1;
    }
    None
}

fn line_at(bytes: &[u8], start: usize) -> &[u8] {
    let rest = bytes.get(start..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The place of the name behind `coding:` or `coding=`.
fn coding_name(line: &[u8]) -> Option<Range<usize>> {
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'-' | b'_' | b'.');
    line.windows(7)
        .enumerate()
        .filter(|(_, window)| matches!(*window, b"coding:" | b"coding="))
        .find_map(|(offset, _)| {
            let start = offset + 7;
            let rest = line.get(start..)?;
            let blanks = rest
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\t'))
                .count();
            let length = rest.iter().skip(blanks).take_while(is_name).count();
            (length > 0).then_some(start + blanks..start + blanks + length)
        })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{EncodingFault, decode};

    #[rstest]
    #[case(b"x = 1")]
    #[case(b"\xef\xbb\xbfx = 1")]
    #[case(b"# -*- coding: utf-8 -*-\nx = '\xc3\xa4'")]
    #[case(b"#!/usr/bin/env python\n# coding=UTF_8\n")]
    #[case(b"# coding: latin-1\nx = 1")]
    #[case(b"x = 1\n# coding: nonsense\n")]
    fn readable(#[case] bytes: &[u8]) {
        assert_eq!(decode(bytes).faults, []);
    }

    #[test]
    fn not_utf8_keeps_what_can_be_read() {
        let decoded = decode(b"x = 1\n\xff\n");
        assert_eq!(decoded.text, "x = 1\n");
        assert_eq!(decoded.faults, [EncodingFault::NotUtf8(6..7)]);
    }

    #[test]
    fn unknown_encoding() {
        let decoded = decode(b"# coding: rot13\n");
        assert_eq!(
            decoded.faults,
            [EncodingFault::Unknown {
                name: "rot13".to_owned(),
                range: 10..15
            }]
        );
    }

    #[test]
    fn legacy_encoding_keeps_offsets() {
        let decoded = decode(b"# coding: latin-1\nx = '\xe4'");
        assert_eq!(decoded.text.len(), 24 + 1);
        assert!(matches!(
            decoded.faults.as_slice(),
            [EncodingFault::Legacy { .. }]
        ));
    }

    #[test]
    fn nul() {
        assert_eq!(decode(b"x\0").faults, [EncodingFault::Nul(1)]);
    }
}
