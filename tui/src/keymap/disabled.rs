//! Why a key does nothing at the moment.

use super::Action;
use crate::model::{Connection, Model, Screen};

/// Why an action cannot be done now, in words; `None` when it can.
pub fn why_disabled(model: &Model, action: &Action) -> Option<&'static str> {
    let needs_server = matches!(
        action,
        Action::Deploy | Action::DeleteApp | Action::Retry | Action::CreateAndDeploy | Action::RenameApp
    );
    if needs_server && model.connection != Connection::Online {
        return Some("the server is not connected");
    }
    let on_apps = model.screen == Screen::Apps;
    match action {
        Action::DeleteApp | Action::OpenLog | Action::CopyAddress | Action::Retry | Action::RenameApp
            if on_apps && model.apps.current().is_none() =>
        {
            Some("no app is selected")
        }
        Action::GoToFailure | Action::ReadFailure if failure_of_workspace(model).is_none() => {
            Some("nothing has failed")
        }
        Action::NextDiagnostic | Action::PreviousDiagnostic => {
            let none = model
                .workspace
                .as_ref()
                .is_none_or(|workspace| workspace.findings.is_empty());
            none.then_some("there are no diagnostics")
        }
        Action::ApplyFix => {
            let none = model
                .workspace
                .as_ref()
                .is_none_or(|workspace| workspace.is_checked() && workspace.fix_here().is_none());
            none.then_some("no fix is offered for this line")
        }
        Action::SwitchFile(_) | Action::DeleteFile => {
            let one = model
                .workspace
                .as_ref()
                .is_none_or(|workspace| workspace.files.len() < 2);
            one.then_some("the app has one file")
        }
        Action::PasteClipboard if model.clipboard.is_empty() => {
            Some("nothing was copied here; the terminal's own paste works too")
        }
        _ => None,
    }
}

fn failure_of_workspace(model: &Model) -> Option<&fp_contract::deployment::Failure> {
    let workspace = model.workspace.as_ref()?;
    workspace.failure(model.apps.get(&workspace.app_id))
}
