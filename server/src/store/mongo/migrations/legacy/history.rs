//! An app's code as the existing platform keeps it: what is edited, what is deployed, and up to ten versions before.

use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::files::{Files, SINGLE_FILE, single};
use mongodb::bson::Document;

use super::{created_at, documents, text, texts, time};

/// The code of an app.
pub(super) struct History {
    /// One file or several.
    pub(super) mode: Mode,
    /// The framework it says.
    pub(super) framework: Option<Framework>,
    /// The file that defines `app`.
    pub(super) entrypoint: String,
    /// What is edited.
    pub(super) draft: Files,
    /// What was deployed and when, oldest first; the last one is deployed now.
    pub(super) deployed: Vec<(Files, Timestamp)>,
}

/// Reads the code of an app.
pub(super) fn of(app: &Document) -> History {
    let mode = match app.get_str("mode") {
        Ok("multi") => Mode::Multi,
        _ => Mode::Single,
    };
    let current = code(app, mode, "code", "files");
    let live = code(app, mode, "deployed_code", "deployed_files").or_else(|| {
        // Apps from before drafts existed have one code, which is deployed.
        let had_no_drafts = !app.contains_key("draft_code") && !app.contains_key("draft_files");
        current.clone().filter(|_| had_no_drafts)
    });
    let draft = code(app, mode, "draft_code", "draft_files")
        .or(current)
        .or_else(|| live.clone())
        .unwrap_or_default();
    History {
        mode,
        framework: match app.get_str("framework") {
            Ok("fastapi") => Some(Framework::Fastapi),
            Ok("fasthtml") => Some(Framework::Fasthtml),
            _ => None,
        },
        entrypoint: match mode {
            Mode::Single => SINGLE_FILE.to_owned(),
            Mode::Multi => text(app, "entrypoint").unwrap_or_else(|| SINGLE_FILE.to_owned()),
        },
        draft,
        deployed: deployed(app, mode, live),
    }
}

fn deployed(app: &Document, mode: Mode, live: Option<Files>) -> Vec<(Files, Timestamp)> {
    let Some(live) = live else { return Vec::new() };
    let live_at = time(app, "deployed_at")
        .or_else(|| time(app, "last_deploy_at"))
        .unwrap_or_else(|| created_at(app));
    let mut versions: Vec<_> = documents(app, "version_history")
        .filter_map(|version| {
            let files = code(version, mode, "code", "files")?;
            Some((
                files,
                time(version, "deployed_at").unwrap_or_else(|| created_at(app)),
            ))
        })
        .filter(|(files, at)| *at < live_at || (*at == live_at && *files != live))
        .collect();
    versions.sort_by_key(|(_, at)| *at);
    versions.push((live, live_at));
    versions
}

fn code(document: &Document, mode: Mode, one: &str, several: &str) -> Option<Files> {
    match mode {
        Mode::Single => text(document, one).map(single),
        Mode::Multi => texts(document, several),
    }
}
