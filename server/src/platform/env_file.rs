//! Reads the text of a `.env` file.
//!
//! One `NAME=value` a line, `export` before it or not; blank lines and lines that begin with `#` count for nothing. A value
//! without quotes ends at the end of the line or at a `#` after a blank. In single quotes everything stands for itself; in
//! double quotes `\\n`, `\\r`, `\\t`, `\\"`, `\\$` and `\\\\` are escapes. Quoted values may go over several lines. Nothing is
//! substituted: `${NAME}` stays as it is. A name that comes twice has its last value.

use std::collections::BTreeMap;

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub(super) struct EnvFileError {
    line: usize,
    reason: &'static str,
}

/// The variables in the text.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, String>, EnvFileError> {
    let mut reader = Reader {
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        line: 1,
    };
    let mut variables = BTreeMap::new();
    while !reader.rest.is_empty() {
        if let Some((name, value)) = reader.entry()? {
            variables.insert(name, value);
        }
    }
    Ok(variables)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    /// The next line, which may be an entry; quoted values take further lines with them.
    fn entry(&mut self) -> Result<Option<(String, String)>, EnvFileError> {
        self.skip_blanks();
        if self.rest.is_empty() || self.rest.starts_with(['\n', '\r', '#']) {
            self.take_line();
            return Ok(None);
        }
        let name = self.name()?;
        self.skip_blanks();
        let quote = self
            .rest
            .chars()
            .next()
            .filter(|quote| ['\'', '"'].contains(quote));
        let value = match quote {
            Some(quote) => self.quoted(quote)?,
            None => unquoted(self.take_line()).to_owned(),
        };
        Ok(Some((name, value)))
    }

    /// What comes before the `=`, without `export`.
    fn name(&mut self) -> Result<String, EnvFileError> {
        let line = self.rest.lines().next().unwrap_or_default();
        let (name, _) = line
            .split_once('=')
            .ok_or_else(|| self.error("there is no = after the name"))?;
        self.rest = &self.rest[name.len() + 1..];
        let name = name.trim();
        let name = name
            .strip_prefix("export")
            .filter(|rest| rest.starts_with([' ', '\t']))
            .map_or(name, str::trim);
        if name.is_empty() {
            return Err(self.error("there is no name before the ="));
        }
        Ok(name.to_owned())
    }

    /// The value in quotes; only a comment may follow on its last line.
    fn quoted(&mut self, quote: char) -> Result<String, EnvFileError> {
        let unclosed = self.error("the quote is never closed");
        let mut value = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        let end = loop {
            let (at, character) = characters.next().ok_or(unclosed.clone())?;
            match character {
                _ if character == quote => break at + 1,
                '\\' if quote == '"' => {
                    let (_, escaped) = characters.next().ok_or(unclosed.clone())?;
                    unescape(escaped, &mut value);
                }
                _ => value.push(character),
            }
        };
        let (taken, rest) = self.rest.split_at(end);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        let after = self.take_line().trim();
        if after.is_empty() || after.starts_with('#') {
            Ok(value)
        } else {
            self.line -= 1;
            Err(self.error("something follows the closing quote"))
        }
    }

    /// The rest of this line, without its end.
    fn take_line(&mut self) -> &'a str {
        self.line += 1;
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line.strip_suffix('\r').unwrap_or(line)
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn error(&self, reason: &'static str) -> EnvFileError {
        EnvFileError {
            line: self.line,
            reason,
        }
    }
}

/// The value without a comment and the blanks around it.
fn unquoted(line: &str) -> &str {
    let comment = line
        .char_indices()
        .find(|(at, character)| *character == '#' && (*at == 0 || line[..*at].ends_with([' ', '\t'])));
    comment.map_or(line, |(at, _)| &line[..at]).trim()
}

/// An escape that is none stands for itself.
fn unescape(escaped: char, value: &mut String) {
    match escaped {
        'n' => value.push('\n'),
        'r' => value.push('\r'),
        't' => value.push('\t'),
        '"' | '$' | '\\' => value.push(escaped),
        other => value.extend(['\\', other]),
    }
}

#[cfg(test)]
mod tests;
