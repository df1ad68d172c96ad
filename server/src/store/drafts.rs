//! Drafts: the files being edited.

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::files::Files;
use serde::{Deserialize, Serialize};

use super::{AppId, AppRecord, Result};

/// The files being edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The files.
    pub files: Files,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// Counts the saves, from 1.
    pub version: u64,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// A save of the draft.
#[derive(Clone, Debug)]
pub struct DraftChange {
    /// All files.
    pub files: Files,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// One file or several.
    pub mode: Mode,
    /// The framework found in the code.
    pub framework: Option<Framework>,
    /// The version this edit started from.
    pub base: Option<u64>,
}

/// Drafts by app.
#[async_trait]
pub trait Drafts: Send + Sync + 'static {
    /// The draft: the files being edited.
    async fn draft(&self, id: &AppId) -> Result<Draft>;
    /// Replaces the draft. `DraftConflict` when `base` is given and is not the stored version; `NotFound` for a deleted app.
    async fn save_draft(&self, id: &AppId, change: &DraftChange) -> Result<AppRecord>;
}
