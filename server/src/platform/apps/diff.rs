//! What differs between two revisions of an app, or between one and the draft.

use std::collections::BTreeSet;

use fp_contract::files::Files;
use fp_contract::revision::{Change, FileChange, FileDiff, Revision, RevisionDiff};
use similar::TextDiff;

use super::readable;
use super::revisions::used_revision;
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, AppRecord, UserId, revision_of};

/// The word for the draft as a side.
const DRAFT: &str = "draft";
/// Unchanged lines shown around a change, as `diff -u` shows them.
const CONTEXT_LINES: usize = 3;

/// Compares two sides; each is the name of a revision or `draft`.
pub async fn diff(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    from: &str,
    to: &str,
) -> Result<RevisionDiff> {
    let app = readable(platform, user, id).await?;
    let old = side(platform, &app, from).await?;
    let new = side(platform, &app, to).await?;
    let (from, to) = (from.to_owned(), to.to_owned());
    // Comparing large texts takes longer than an async thread may be held.
    tokio::task::spawn_blocking(move || compare(from, to, &old, &new))
        .await
        .map_err(|error| Error::Internal(format!("the comparison did not end: {error}")))
}

async fn side(platform: &Platform, app: &AppRecord, name: &str) -> Result<Revision> {
    if name != DRAFT {
        return Ok(used_revision(platform, app, name).await?.1);
    }
    let draft = platform.store.draft(&app.id).await?;
    let database_id = app.database_id.clone();
    Ok(revision_of(
        draft.files,
        draft.entrypoint,
        app.framework,
        &app.env,
        &app.secrets,
        database_id,
    ))
}

fn compare(from: String, to: String, old: &Revision, new: &Revision) -> RevisionDiff {
    RevisionDiff {
        from,
        to,
        files: files(&old.files, &new.files),
        entrypoint: changed(&old.entrypoint, &new.entrypoint),
        database_id: changed(
            old.database_id.as_deref().unwrap_or_default(),
            new.database_id.as_deref().unwrap_or_default(),
        ),
        env_added: missing(&new.env_names, &old.env_names),
        env_removed: missing(&old.env_names, &new.env_names),
    }
}

fn changed(from: &str, to: &str) -> Option<Change> {
    (from != to).then(|| Change {
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

/// The names of the first list that the second does not have.
fn missing(names: &[String], others: &[String]) -> Vec<String> {
    let missing = names.iter().filter(|name| !others.contains(name));
    missing.cloned().collect()
}

fn files(old: &Files, new: &Files) -> Vec<FileDiff> {
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    paths
        .into_iter()
        .filter_map(|path| file(path, old.get(path), new.get(path)))
        .collect()
}

fn file(path: &str, old: Option<&String>, new: Option<&String>) -> Option<FileDiff> {
    let change = match (old, new) {
        (None, Some(_)) => FileChange::Added,
        (Some(_), None) => FileChange::Removed,
        (Some(old), Some(new)) if old != new => FileChange::Changed,
        _ => return None,
    };
    let name = |side: &str, text: Option<&String>| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let text = |side: Option<&String>| side.cloned().unwrap_or_default();
    let diff = TextDiff::configure()
        // Past it the comparison is cut short: coarser, and still right.
        .timeout(std::time::Duration::from_secs(2))
        .diff_lines(&text(old), &text(new))
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&name("a", old), &name("b", new))
        .to_string();
    Some(FileDiff {
        path: path.to_owned(),
        change,
        diff,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Files {
        let owned = files.iter();
        owned
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn files_are_added_removed_and_changed() {
        let old = of(&[
            ("app.py", "one\ntwo\nthree\n"),
            ("gone.py", "x\n"),
            ("same.py", "s"),
        ]);
        let new = of(&[
            ("app.py", "one\n2\nthree"),
            ("new.css", "b {}\n"),
            ("same.py", "s"),
        ]);
        let shown: Vec<String> = files(&old, &new)
            .into_iter()
            .map(|file| format!("{} {:?}\n{}", file.path, file.change, file.diff))
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
    }
}
