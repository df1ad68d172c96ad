//! Saving: the journal on this machine, drafts on the server, and what happens when somebody else saved first.
//!
//! One request at a time is under way per app, so that answers cannot overtake each other. Whatever is typed meanwhile
//! is sent after the answer.

use std::mem::take;

use fp_contract::app::AppDetail;
use fp_contract::files::Files;
use similar::{ChangeTag, TextDiff};

use super::{deploy, edit, leave, notice, sign_in, wake};
use crate::client::ClientError;
use crate::effect::{Effect, Texts, Timer};
use crate::model::dialog::{Choice, Decision, Dialog};
use crate::model::workspace::{Sending, Workspace};
use crate::model::{Connection, Model, Overlay, Reader, Tone};
use crate::sanitise;

/// From a change to the journal, in milliseconds.
const JOURNAL_AFTER_MS: u64 = 200;
/// From the last change to the draft on the server, in milliseconds.
const AUTOSAVE_AFTER_MS: u64 = 1_000;
/// From a failed attempt to the next one, in milliseconds.
const TRY_AGAIN_AFTER_MS: u64 = 3_000;
/// Said while the server cannot be reached.
const KEPT_LOCALLY: &str = "not connected: retrying, edits are kept locally";

/// The files changed: what is due because of it.
pub(super) fn changed(workspace: &mut Workspace) -> Vec<Effect> {
    workspace.version += 1;
    let mut effects = vec![wake(Timer::Autosave(workspace.version), AUTOSAVE_AFTER_MS)];
    if !workspace.journal_due {
        workspace.journal_due = true;
        effects.push(wake(Timer::Journal, JOURNAL_AFTER_MS));
    }
    effects
}

/// Writes the journal, when it lacks something.
pub(super) fn journal_now(model: &mut Model) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    workspace.journal_due = false;
    if !workspace.is_unsaved() || workspace.journaled_version == workspace.version {
        return Vec::new();
    }
    vec![Effect::WriteJournal {
        snapshot: workspace.snapshot(),
        unsaved_changes: workspace.unsaved_changes(),
    }]
}

/// The journal was written, or could not be; then it is tried again for as long as it takes.
pub(super) fn journaled(
    model: &mut Model,
    app_id: &str,
    version: u64,
    result: Result<(), String>,
) -> Vec<Effect> {
    let Some(workspace) = workspace_of(model, app_id) else {
        return Vec::new();
    };
    match result {
        Ok(()) => {
            workspace.journaled_version = workspace.journaled_version.max(version);
            workspace.journal_trouble = None;
            if workspace.journaled_version == workspace.version && take(&mut workspace.leave_once_kept) {
                return leave::go_where_asked(model);
            }
            Vec::new()
        }
        Err(reason) => {
            let was_leaving = take(&mut workspace.leave_once_kept);
            workspace.journal_trouble = Some(format!("edits are not kept on this machine: {reason}"));
            workspace.journal_due = true;
            let mut effects = vec![wake(Timer::Journal, TRY_AGAIN_AFTER_MS)];
            if was_leaving {
                workspace.leaving = None;
                let text = format!("not kept on this machine, so not left: {reason}");
                effects.extend(notice::say(model, Tone::Bad, &text));
            }
            effects
        }
    }
}

/// Typing stopped.
pub(super) fn autosave(model: &mut Model, version: u64) -> Vec<Effect> {
    let current = model
        .workspace
        .as_ref()
        .is_some_and(|workspace| workspace.version == version);
    if current { send(model) } else { Vec::new() }
}

/// `ctrl-s`.
pub(super) fn save(model: &mut Model) -> Vec<Effect> {
    let Some(workspace) = &model.workspace else {
        return Vec::new();
    };
    if !workspace.is_unsaved() {
        return notice::say(model, Tone::Neutral, "the draft is saved already");
    }
    let mut effects = journal_now(model);
    if model.connection == Connection::Online {
        effects.extend(send(model));
    } else {
        let trouble = workspace_trouble(model);
        let (tone, text) = trouble.map_or((Tone::Neutral, KEPT_LOCALLY.to_owned()), |trouble| {
            (Tone::Bad, format!("not connected, and {trouble}"))
        });
        effects.extend(notice::say(model, tone, &text));
    }
    effects
}

/// Sends the draft, unless something is under way or waits for an answer.
pub(super) fn send(model: &mut Model) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    if !workspace.is_unsaved() || workspace.sending.is_some() || workspace.conflict {
        return Vec::new();
    }
    let snapshot = workspace.snapshot();
    workspace.sending = Some(Sending {
        snapshot: snapshot.clone(),
        deploy: false,
    });
    vec![Effect::SaveDraft {
        snapshot,
        validate: false,
    }]
}

/// The draft is on the server, or is not.
pub(super) fn answered(
    model: &mut Model,
    app_id: &str,
    version: u64,
    result: Result<AppDetail, ClientError>,
) -> Vec<Effect> {
    if let Ok(detail) = &result {
        model.apps.put(detail.app.clone());
    }
    let Some(workspace) = workspace_of(model, app_id) else {
        return Vec::new();
    };
    match result {
        Ok(detail) => {
            let mut effects = landed(workspace, version, detail.app.draft_version);
            effects.extend(after_answer(model));
            effects
        }
        Err(error) => failed(model, &error),
    }
}

/// The server has `version` as its draft `draft_version`.
pub(super) fn landed(workspace: &mut Workspace, version: u64, draft_version: u64) -> Vec<Effect> {
    workspace.sending = None;
    workspace.save_trouble = None;
    workspace.base_draft_version = draft_version;
    workspace.saved_version = workspace.saved_version.max(version);
    vec![Effect::ClearJournal {
        app_id: workspace.app_id.clone(),
        version,
    }]
}

/// What waits for the answer of the request before.
pub(super) fn after_answer(model: &mut Model) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    if take(&mut workspace.deploy_next) {
        return deploy::deploy(model);
    }
    if workspace.is_unsaved() {
        let at_once = workspace.leaving.is_some() && model.overlay.is_none();
        return if at_once {
            send(model)
        } else {
            vec![wake(Timer::Autosave(workspace.version), AUTOSAVE_AFTER_MS)]
        };
    }
    if workspace.leaving.is_some() && model.overlay.is_none() {
        return leave::go_where_asked(model);
    }
    Vec::new()
}

/// A draft or a deploy did not reach the server, or was refused.
pub(super) fn failed(model: &mut Model, error: &ClientError) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    let sent = workspace.sending.take();
    let was_leaving = workspace.leaving.take().is_some();
    let mut effects = match error {
        ClientError::DraftConflict(_) => {
            workspace.conflict = true;
            workspace.deploy_next = sent.as_ref().is_some_and(|sent| sent.deploy);
            workspace.sending = sent;
            return vec![Effect::FetchTheirs {
                app_id: workspace.app_id.clone(),
            }];
        }
        ClientError::Unauthorised(reason) => return sign_in::ask(model, reason),
        error if error.is_unreachable() => {
            workspace.save_trouble = Some(KEPT_LOCALLY.to_owned());
            vec![wake(Timer::Autosave(workspace.version), TRY_AGAIN_AFTER_MS)]
        }
        error => {
            workspace.save_trouble = Some(format!(
                "not saved on the server: {}",
                sanitise::one_line(&error.to_string())
            ));
            Vec::new()
        }
    };
    if was_leaving {
        let trouble = workspace_trouble(model);
        let kept = trouble.unwrap_or_else(|| "the text is kept on this machine".to_owned());
        effects.extend(notice::say(
            model,
            Tone::Bad,
            &format!("not saved, so not left; {kept}"),
        ));
    }
    effects
}

/// Why the journal cannot be written.
fn workspace_trouble(model: &Model) -> Option<String> {
    model.workspace.as_ref()?.journal_trouble.clone()
}

/// What the server holds arrived, after a conflict.
pub(super) fn theirs(model: &mut Model, app_id: &str, result: Result<AppDetail, ClientError>) -> Vec<Effect> {
    let Some(workspace) = workspace_of(model, app_id) else {
        return Vec::new();
    };
    let sent = workspace.sending.take();
    match result {
        Ok(detail) => {
            let files = detail.editable_files();
            // An answer that was lost on the way makes the next request conflict with itself.
            if let Some(sent) = sent.filter(|sent| same(&sent.snapshot.texts, &files)) {
                workspace.conflict = false;
                let mut effects = landed(workspace, sent.snapshot.version, detail.app.draft_version);
                model.apps.put(detail.app);
                effects.extend(after_answer(model));
                return effects;
            }
            model.overlay = Some(Overlay::Dialog(conflict(&detail)));
            Vec::new()
        }
        Err(ClientError::Unauthorised(reason)) => {
            workspace.conflict = false;
            sign_in::ask(model, &reason)
        }
        Err(error) => {
            workspace.conflict = false;
            workspace.save_trouble = Some(error.to_string());
            vec![wake(Timer::Autosave(workspace.version), TRY_AGAIN_AFTER_MS)]
        }
    }
}

fn same(texts: &Texts, files: &Files) -> bool {
    texts.len() == files.len()
        && texts
            .iter()
            .all(|(path, text)| files.get(path).is_some_and(|file| text == file))
}

fn conflict(detail: &AppDetail) -> Dialog {
    let detail = || Box::new(detail.clone());
    Dialog::new(
        "the draft was saved elsewhere",
        vec![
            "Another window or program saved this app's draft after it was opened here.".to_owned(),
            "Whichever text is replaced is set aside in the journal.".to_owned(),
        ],
        vec![
            Choice::new('d', "see the difference", Decision::SeeDifference(detail())),
            Choice::new('m', "keep mine", Decision::KeepMine(detail())),
            Choice::new('t', "take theirs", Decision::TakeTheirs(detail())),
        ],
    )
}

/// Sends the text on screen over what the server has.
pub(super) fn keep_mine(model: &mut Model, theirs: &AppDetail) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    let texts = theirs
        .editable_files()
        .into_iter()
        .map(|(path, text)| (path, text.as_str().into()))
        .collect();
    let aside = Effect::SetAside(crate::effect::Snapshot {
        texts,
        ..workspace.snapshot()
    });
    workspace.conflict = false;
    workspace.base_draft_version = theirs.app.draft_version;
    let mut effects = vec![aside];
    if take(&mut workspace.deploy_next) {
        effects.extend(deploy::deploy(model));
    } else {
        effects.extend(send(model));
    }
    effects
}

/// Replaces the text on screen by what the server has; the text on screen is set aside.
pub(super) fn take_theirs(model: &mut Model, theirs: &AppDetail) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    let aside = Effect::SetAside(workspace.snapshot());
    workspace.conflict = false;
    workspace.deploy_next = false;
    workspace.entrypoint.clone_from(&theirs.entrypoint);
    workspace.replace_files(theirs.editable_files());
    workspace.version += 1;
    let version = workspace.version;
    let mut effects = vec![aside];
    effects.extend(landed(workspace, version, theirs.app.draft_version));
    model.apps.put(theirs.app.clone());
    edit::fit(model);
    effects.extend(super::diagnostics::check_now(model));
    effects.extend(notice::say(
        model,
        Tone::Neutral,
        "took theirs; yours is set aside in the journal",
    ));
    effects
}

/// Shows what differs; closing it asks again.
pub(super) fn see_difference(model: &mut Model, theirs: &AppDetail) -> Vec<Effect> {
    let Some(workspace) = &model.workspace else {
        return Vec::new();
    };
    let lines = difference(
        &theirs.editable_files(),
        &crate::effect::to_files(&workspace.texts()),
    );
    model.overlay = Some(Overlay::Reader(Reader {
        title: "- theirs   + mine".to_owned(),
        lines,
        scroll: 0,
        back_to: Some(Box::new(conflict(theirs))),
    }));
    Vec::new()
}

/// The lines that differ, with three lines around them, file by file.
fn difference(theirs: &Files, mine: &Files) -> Vec<String> {
    let empty = String::new();
    let paths: std::collections::BTreeSet<_> = theirs.keys().chain(mine.keys()).collect();
    let mut lines = Vec::new();
    for path in paths {
        let (before, after) = (
            theirs.get(path).unwrap_or(&empty),
            mine.get(path).unwrap_or(&empty),
        );
        if before == after {
            continue;
        }
        lines.push(format!("  {}", sanitise::one_line(path)));
        let diff = TextDiff::from_lines(before, after);
        for group in diff.grouped_ops(3) {
            for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
                let sign = match change.tag() {
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                    ChangeTag::Equal => ' ',
                };
                lines.push(format!(
                    "{sign} {}",
                    sanitise::one_line(change.value().trim_end_matches(['\r', '\n']))
                ));
            }
            lines.push(String::new());
        }
    }
    lines
}

/// The workspace, when it is still that app's.
pub(super) fn workspace_of<'a>(model: &'a mut Model, app_id: &str) -> Option<&'a mut Workspace> {
    model
        .workspace
        .as_deref_mut()
        .filter(|workspace| workspace.app_id == app_id)
}
