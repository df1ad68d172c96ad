//! One app being edited: its files, what the server has of them, its diagnostics and its log.

use std::collections::BTreeMap;

use fp_contract::app::{App, AppDetail, Mode};
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure};
use fp_contract::diagnostic::{Diagnostic, Fix, Severity};
use fp_contract::files::Files;

use crate::editor::Editor;
use crate::editor::language::Language;
use crate::editor::position::Position;
use crate::effect::{Snapshot, Texts};
use crate::model::log::LogPane;

/// The pane that takes the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The code.
    #[default]
    Code,
    /// The list of files.
    Files,
    /// The list of diagnostics.
    Diagnostics,
    /// The log.
    Log,
}

/// How the text on screen relates to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveState {
    /// The server does not have it yet.
    Unsaved,
    /// The server has it as a draft; something else, or nothing, answers requests.
    DraftSaved,
    /// It was deployed and answers requests.
    Live,
}

/// What has been sent and not been answered.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The texts.
    pub snapshot: Snapshot,
    /// Whether they are to be deployed.
    pub deploy: bool,
}

/// What is done as soon as the text is on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Go to the list of apps.
    ToApps,
    /// End the program.
    Quit,
}

/// One app being edited.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; no two exclude each other"
)]
pub struct Workspace {
    /// The app.
    pub app_id: String,
    /// Its files.
    pub files: BTreeMap<String, Editor>,
    /// The path of the file in the code pane.
    pub shown: String,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// Whether the app is kept as one text or as files.
    pub single: bool,
    /// Counts the changes of the files.
    pub version: u64,
    /// The version the server has.
    pub saved_version: u64,
    /// The version the journal has.
    pub journaled_version: u64,
    /// The server's draft version that `saved_version` is.
    pub base_draft_version: u64,
    /// What has been sent and not been answered: one thing at a time, so that answers cannot overtake each other.
    pub sending: Option<Sending>,
    /// Whether to deploy once `sending` is answered.
    pub deploy_next: bool,
    /// Whether a conflict waits for an answer; nothing is sent until then.
    pub conflict: bool,
    /// What to do once the text is on the server.
    pub leaving: Option<Leave>,
    /// Whether the journal is enough to leave.
    pub leave_once_kept: bool,
    /// Why the last attempt to send failed.
    pub save_trouble: Option<String>,
    /// Why the journal cannot be written.
    pub journal_trouble: Option<String>,
    /// Whether a write of the journal is due.
    pub journal_due: bool,
    /// What the checker, or the server, found in the files, by file and place.
    pub findings: Vec<Diagnostic>,
    /// The version the findings are about.
    pub checked_version: Option<u64>,
    /// The finding gone to last, and where the cursor came to stand.
    pub visited: Option<Visited>,
    /// The version to mend as soon as it is checked.
    pub fix_wanted: Option<u64>,
    /// The log.
    pub log: LogPane,
    /// The pane that takes the keys.
    pub focus: Focus,
    /// The selected row of the diagnostics.
    pub diagnostic_row: usize,
}

/// A finding somebody went to. Several can be at one place, or at a place the cursor cannot reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// Its row in the list.
    pub row: usize,
    /// The file the cursor came to stand in.
    pub file: String,
    /// Where in it.
    pub cursor: Position,
}

impl Workspace {
    /// A workspace of an app as the server has it.
    pub fn new(detail: &AppDetail) -> Self {
        let mut workspace = Self {
            app_id: detail.app.app_id.clone(),
            files: BTreeMap::new(),
            shown: detail.entrypoint.clone(),
            entrypoint: detail.entrypoint.clone(),
            single: detail.mode == Mode::Single,
            version: 0,
            saved_version: 0,
            journaled_version: 0,
            base_draft_version: detail.app.draft_version,
            sending: None,
            deploy_next: false,
            conflict: false,
            leaving: None,
            leave_once_kept: false,
            save_trouble: None,
            journal_trouble: None,
            journal_due: false,
            findings: Vec::new(),
            checked_version: None,
            visited: None,
            fix_wanted: None,
            log: LogPane::default(),
            focus: Focus::default(),
            diagnostic_row: 0,
        };
        workspace.replace_files(detail.editable_files());
        workspace
    }

    /// Replaces all files. Editors of texts that stay the same keep their cursor and history.
    pub fn replace_files(&mut self, files: Files) {
        let mut before = std::mem::take(&mut self.files);
        for (path, text) in files {
            let kept = before
                .remove(&path)
                .filter(|editor| *editor.buffer().rope() == text.as_str());
            let editor = kept.unwrap_or_else(|| Editor::new(&text, Language::of_path(&path)));
            self.files.insert(path, editor);
        }
        if self.files.is_empty() {
            self.files.insert(
                self.entrypoint.clone(),
                Editor::new("", Language::of_path(&self.entrypoint)),
            );
        }
        self.keep_shown();
    }

    /// Shows a file that exists.
    pub fn keep_shown(&mut self) {
        if !self.files.contains_key(&self.shown) {
            let entrypoint = Some(&self.entrypoint).filter(|path| self.files.contains_key(*path));
            self.shown = entrypoint
                .or(self.files.keys().next())
                .cloned()
                .unwrap_or_default();
        }
    }

    /// The editor of the shown file.
    pub fn editor(&self) -> Option<&Editor> {
        self.files.get(&self.shown)
    }

    /// The editor of the shown file, to be changed.
    pub fn editor_mut(&mut self) -> Option<&mut Editor> {
        self.files.get_mut(&self.shown)
    }

    /// The row of the shown file.
    pub fn file_row(&self) -> usize {
        self.files
            .keys()
            .position(|path| *path == self.shown)
            .unwrap_or(0)
    }

    /// The texts on screen.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            app_id: self.app_id.clone(),
            version: self.version,
            texts: self.texts(),
            entrypoint: self.entrypoint.clone(),
            single: self.single && self.files.len() == 1,
            base_draft_version: self.base_draft_version,
        }
    }

    /// The texts on screen, sharing their memory with the editors.
    pub fn texts(&self) -> Texts {
        self.files
            .iter()
            .map(|(path, editor)| (path.clone(), editor.buffer().snapshot()))
            .collect()
    }

    /// Whether the server lacks something that is on screen.
    pub fn is_unsaved(&self) -> bool {
        self.version != self.saved_version
    }

    /// How many changes the server has not seen.
    pub fn unsaved_changes(&self) -> u64 {
        self.version.saturating_sub(self.saved_version)
    }

    /// How the text on screen relates to the server.
    pub fn save_state(&self, app: Option<&App>) -> SaveState {
        if self.is_unsaved() {
            SaveState::Unsaved
        } else if app.is_some_and(answers_with_draft) {
            SaveState::Live
        } else {
            SaveState::DraftSaved
        }
    }

    /// Why the newest deployment failed, or the app stopped answering.
    pub fn failure<'a>(&self, app: Option<&'a App>) -> Option<&'a Failure> {
        let app = app?;
        let newest = app.latest_deployment.as_ref();
        newest
            .filter(|deployment| deployment.status == DeploymentStatus::Failed)
            .and_then(|deployment| deployment.failure.as_ref())
            .or(app.failure.as_ref())
    }

    /// How many diagnostics stop a deploy.
    pub fn error_count(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count()
    }

    /// What is said about the cursor's line, the worst first; in the list, the selected finding.
    pub fn findings_here(&self) -> Vec<&Diagnostic> {
        if self.focus == Focus::Diagnostics {
            return self.findings.get(self.diagnostic_row).into_iter().collect();
        }
        let line = self.editor().map_or(0, |editor| editor.buffer().cursor().line) + 1;
        let touches = |finding: &&Diagnostic| {
            finding.file == self.shown && (finding.line as usize..=finding.end_line as usize).contains(&line)
        };
        let mut here: Vec<_> = self.findings.iter().filter(touches).collect();
        here.sort_by_key(|finding| finding.severity);
        here
    }

    /// The change offered for the worst finding here that has one.
    pub fn fix_here(&self) -> Option<&Fix> {
        self.findings_here()
            .into_iter()
            .find_map(|finding| finding.fix.as_ref())
    }

    /// Whether the findings are about the text on screen.
    pub fn is_checked(&self) -> bool {
        self.checked_version == Some(self.version)
    }
}

/// Whether the draft is what was deployed last, and that deployment did not fail.
fn answers_with_draft(app: &App) -> bool {
    let went_live = app
        .latest_deployment
        .as_ref()
        .is_some_and(|deployment| deployment.status == DeploymentStatus::Live);
    went_live && !app.has_unpublished_changes
}

/// The deployment of an app that is under way.
pub fn running(app: &App) -> Option<&Deployment> {
    app.latest_deployment
        .as_ref()
        .filter(|deployment| deployment.status == DeploymentStatus::Running)
}
