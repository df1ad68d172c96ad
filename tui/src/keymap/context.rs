//! Where a key is pressed.

use crate::model::workspace::Focus;
use crate::model::{Model, Overlay, Screen};

/// A place that gives keys a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Everywhere.
    Global,
    /// Lists, where letters are free to be keys.
    List,
    /// The list of apps.
    Apps,
    /// The starter apps.
    Gallery,
    /// One app, whatever has the focus.
    Workspace,
    /// The code.
    Code,
    /// The list of files.
    Files,
    /// The list of diagnostics.
    Diagnostics,
    /// The log.
    Log,
    /// Name and password.
    SignIn,
    /// A filter, a prompt or the command line.
    Input,
    /// A question.
    Dialog,
    /// Text to read: help, a difference, a traceback.
    Reader,
}

impl Context {
    /// Every context, in the order of the documentation.
    pub const ALL: [Self; 13] = [
        Self::Global,
        Self::List,
        Self::Apps,
        Self::Gallery,
        Self::Workspace,
        Self::Code,
        Self::Files,
        Self::Diagnostics,
        Self::Log,
        Self::SignIn,
        Self::Input,
        Self::Dialog,
        Self::Reader,
    ];

    /// The title of its part of help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::List => "Lists",
            Self::Apps => "Apps",
            Self::Gallery => "Templates",
            Self::Workspace => "Workspace",
            Self::Code => "Code",
            Self::Files => "File list",
            Self::Diagnostics => "Diagnostics",
            Self::Log => "Log",
            Self::SignIn => "Sign in",
            Self::Input => "Filters and prompts",
            Self::Dialog => "Questions",
            Self::Reader => "Help and reading",
        }
    }

    /// The contexts that apply, innermost first.
    pub fn stack(model: &Model) -> &'static [Self] {
        match &model.overlay {
            Some(Overlay::Command(_) | Overlay::Prompt(_)) => return &[Self::Input],
            Some(Overlay::Dialog(_) | Overlay::Themes(_)) => return &[Self::Dialog],
            Some(Overlay::Help(_) | Overlay::Reader(_)) => return &[Self::Reader],
            None => {}
        }
        Self::under_overlays(model)
    }

    /// The contexts of the screen itself: what help is about.
    pub fn under_overlays(model: &Model) -> &'static [Self] {
        match model.screen {
            Screen::SignIn => &[Self::SignIn],
            Screen::Apps if model.apps.filtering => &[Self::Input],
            Screen::Apps => &[Self::Apps, Self::List, Self::Global],
            Screen::Gallery if model.gallery.filtering => &[Self::Input],
            Screen::Gallery => &[Self::Gallery, Self::List, Self::Global],
            Screen::Workspace => Self::of_workspace(model),
        }
    }

    fn of_workspace(model: &Model) -> &'static [Self] {
        let Some(workspace) = &model.workspace else {
            return &[Self::Workspace, Self::Global];
        };
        match workspace.focus {
            Focus::Code => &[Self::Code, Self::Workspace, Self::Global],
            Focus::Files => &[Self::Files, Self::List, Self::Workspace, Self::Global],
            Focus::Diagnostics => &[Self::Diagnostics, Self::List, Self::Workspace, Self::Global],
            Focus::Log if workspace.log.filtering => &[Self::Input],
            Focus::Log => &[Self::Log, Self::List, Self::Workspace, Self::Global],
        }
    }
}
