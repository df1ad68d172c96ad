//! Whether code needs a database, told by the name of the variable that leads to it. Pure.

use std::path::Path;

use fp_contract::diagnostic::{Diagnostic, Severity};
use fp_contract::files::Files;
use fp_contract::revision::Revision;

/// The variable with the connection string.
pub(in crate::platform) const VARIABLE: &str = "PLATFORM_MONGO_URI";

/// Whether the revision names a database, or its code the variable.
pub(in crate::platform) fn is_needed(revision: &Revision) -> bool {
    revision.database_id.is_some() || place(&revision.files).is_some()
}

/// What is wrong with code that needs a database on a server that has none, for `reason`.
pub(in crate::platform) fn missing_server(files: &Files, reason: &str) -> Option<Diagnostic> {
    let (file, line, column) = place(files)?;
    let text = files[file].lines().nth(line)?;
    let (reason, help) = reason.split_once("\nhint: ").unwrap_or((reason, ""));
    let characters = text[..column].chars().count();
    let before: usize = files[file].split_inclusive('\n').take(line).map(str::len).sum();
    Some(Diagnostic {
        code: "DATABASE_REQUIRED".to_owned(),
        severity: Severity::Error,
        file: file.to_owned(),
        line: number(line + 1),
        column: number(characters + 1),
        end_line: number(line + 1),
        end_column: number(characters + 1 + VARIABLE.len()),
        message: format!("this app needs a MongoDB database, and {reason}"),
        help: (!help.is_empty()).then(|| help.to_owned()),
        start_byte: number(before + column),
        end_byte: number(before + column + VARIABLE.len()),
        fix: None,
    })
}

/// File, line and byte in the line where the variable is first named, both from 0.
fn place(files: &Files) -> Option<(&str, usize, usize)> {
    let python = |path: &str| {
        Path::new(path)
            .extension()
            .is_some_and(|extension| extension == "py")
    };
    files
        .iter()
        .filter(|(path, _)| python(path.as_str()))
        .find_map(|(path, text)| {
            let mut lines = text.lines().enumerate();
            lines.find_map(|(line, text)| Some((path.as_str(), line, text.find(VARIABLE)?)))
        })
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Files {
        Files::from([("app.py".to_owned(), text.to_owned())])
    }

    #[test]
    fn the_first_place_is_said() {
        let text = "import os\n\nurl = \"ü\" + os.environ[\"PLATFORM_MONGO_URI\"]\n";
        let found = missing_server(&files(text), "there is none\nhint: get one").unwrap();
        assert_eq!((found.line, found.column), (3, 25));
        assert_eq!(
            &text[found.start_byte as usize..found.end_byte as usize],
            VARIABLE
        );
        assert_eq!(found.help.as_deref(), Some("get one"));
    }

    #[test]
    fn other_code_needs_none() {
        assert_eq!(missing_server(&files("import os\n"), "there is none"), None);
        let notes = Files::from([("notes.txt".to_owned(), VARIABLE.to_owned())]);
        assert_eq!(missing_server(&notes, "there is none"), None);
    }
}
