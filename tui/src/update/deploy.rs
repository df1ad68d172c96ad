//! Deploying what is on screen, and following the deployment.

use fp_contract::app::DeployReply;
use fp_contract::deployment::Failure;
use fp_contract::diagnostic::{Diagnostic, Severity};
use fp_contract::files::MAX_TOTAL_BYTES;

use super::save::{after_answer, failed, journal_now, landed, workspace_of};
use super::{apps, diagnostics, edit, notice, wake};
use crate::client::ClientError;
use crate::editor::position::Position;
use crate::effect::{Effect, Timer};
use crate::model::workspace::{Sending, running};
use crate::model::{Model, Overlay, Reader, Tone};
use crate::sanitise;

/// How often the running time of a deployment is drawn, in milliseconds.
const PROGRESS_EVERY_MS: u64 = 100;

/// Deploys exactly the texts on screen.
pub(super) fn deploy(model: &mut Model) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    if workspace.conflict {
        return notice::say(model, Tone::Neutral, "first answer which draft to keep");
    }
    if workspace.sending.is_some() {
        workspace.deploy_next = true;
        return Vec::new();
    }
    let bytes: usize = workspace
        .files
        .values()
        .map(|editor| editor.buffer().rope().len_bytes())
        .sum();
    if bytes > MAX_TOTAL_BYTES {
        let text = format!("not deployed: {bytes} bytes, {MAX_TOTAL_BYTES} allowed; the text is kept");
        return notice::say(model, Tone::Bad, &text);
    }
    let snapshot = workspace.snapshot();
    workspace.sending = Some(Sending {
        snapshot: snapshot.clone(),
        deploy: true,
    });
    let mut effects = journal_now(model);
    effects.push(Effect::Deploy(snapshot));
    effects.extend(notice::say(model, Tone::Neutral, "deploying"));
    effects
}

/// The deployment is recorded, or was refused.
pub(super) fn answered(
    model: &mut Model,
    app_id: &str,
    version: u64,
    result: Result<DeployReply, ClientError>,
) -> Vec<Effect> {
    let reply = match result {
        Ok(reply) => reply,
        Err(error) => return refused(model, app_id, version, &error),
    };
    let draft_version = reply.app.draft_version;
    model.apps.put(reply.app);
    model.apps.put_deployment(reply.deployment);
    let Some(workspace) = workspace_of(model, app_id) else {
        return Vec::new();
    };
    let mut effects = landed(workspace, version, draft_version);
    model.notice = None;
    effects.extend(after_answer(model));
    effects.extend(watch(model));
    effects
}

fn refused(model: &mut Model, app_id: &str, version: u64, error: &ClientError) -> Vec<Effect> {
    let Some(workspace) = workspace_of(model, app_id) else {
        return apps::failed(model, "not deployed", error);
    };
    if let ClientError::Invalid {
        message,
        diagnostics: found,
    } = error
    {
        workspace.sending = None;
        if workspace.version == version && !found.is_empty() {
            diagnostics::set_refused(workspace, version, found);
        }
        let text = format!("not deployed: {}", reason(message, found));
        let mut effects = after_answer(model);
        effects.extend(diagnostics::go_to_first_error(model));
        effects.extend(notice::say(model, Tone::Bad, &text));
        return effects;
    }
    let conflict = matches!(error, ClientError::DraftConflict(_));
    let signed_out = matches!(error, ClientError::Unauthorised(_));
    let mut effects = failed(model, error);
    if !conflict && !signed_out {
        effects.extend(notice::say(model, Tone::Bad, &format!("not deployed: {error}")));
    }
    effects
}

/// The first error with its place, and how many more there are.
fn reason(message: &str, found: &[Diagnostic]) -> String {
    let mut errors = found
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    let Some(first) = errors.next() else {
        return message.to_owned();
    };
    let more = match errors.count() {
        0 => String::new(),
        1 => " (and 1 more error)".to_owned(),
        count => format!(" (and {count} more errors)"),
    };
    format!("{}:{}: {}{more}", first.file, first.line, first.message)
}

/// While a deployment is under way, its running time is drawn.
pub(super) fn watch(model: &Model) -> Vec<Effect> {
    if is_under_way(model) {
        vec![wake(Timer::Progress, PROGRESS_EVERY_MS)]
    } else {
        Vec::new()
    }
}

/// The timer of [`watch`].
pub(super) fn progress(model: &mut Model) -> Vec<Effect> {
    watch(model)
}

fn is_under_way(model: &Model) -> bool {
    let app = model
        .workspace
        .as_ref()
        .and_then(|workspace| model.apps.get(&workspace.app_id));
    app.is_some_and(|app| running(app).is_some())
}

/// Why the newest deployment failed, when it did.
fn failure(model: &Model) -> Option<Failure> {
    let workspace = model.workspace.as_ref()?;
    workspace.failure(model.apps.get(&workspace.app_id)).cloned()
}

/// Opens the file and line a failed deployment points to.
pub(super) fn go_to_failure(model: &mut Model) -> Vec<Effect> {
    let Some(failure) = failure(model) else {
        return Vec::new();
    };
    let (Some(file), Some(line)) = (&failure.file, failure.line) else {
        return read_failure(model);
    };
    let exists = model
        .workspace
        .as_ref()
        .is_some_and(|workspace| workspace.files.contains_key(file));
    if !exists {
        return notice::say(
            model,
            Tone::Bad,
            &format!("{file}:{line} is not one of the app's files any more"),
        );
    }
    let line_index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
    edit::show_place(model, file, Position::new(line_index, 0));
    notice::say(model, Tone::Bad, &format!("{file}:{line}: {}", failure.message))
}

/// Shows the whole reason: traceback and last output.
pub(super) fn read_failure(model: &mut Model) -> Vec<Effect> {
    if let Some(failure) = failure(model) {
        model.overlay = Some(Overlay::Reader(Reader {
            title: failure_title(&failure),
            lines: failure_lines(&failure),
            ..Reader::default()
        }));
    }
    Vec::new()
}

fn failure_title(failure: &Failure) -> String {
    sanitise::one_line(&format!(
        "why the deployment failed: {}",
        failure.kind.replace('_', " ")
    ))
}

fn failure_lines(failure: &Failure) -> Vec<String> {
    let mut lines = sanitise::lines(&failure.message);
    if let Some(code) = failure.exit_code {
        lines.push(format!("exit code {code}"));
    }
    if let Some(signal) = failure.signal {
        lines.push(format!("ended by signal {signal}"));
    }
    if let Some(traceback) = &failure.traceback {
        lines.push(String::new());
        lines.extend(sanitise::lines(traceback));
    }
    if !failure.tail.is_empty() {
        lines.extend([String::new(), "last output:".to_owned()]);
        lines.extend(failure.tail.iter().map(|line| sanitise::one_line(line)));
    }
    lines
}
