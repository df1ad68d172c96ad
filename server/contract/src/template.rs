//! Starter apps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::app::{Framework, Mode};
use crate::files::Files;

/// How much there is to understand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Complexity {
    /// A first app.
    #[default]
    Simple,
    /// Several parts.
    Medium,
    /// Several parts that work together.
    Complex,
}

/// A starter app as clients see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Template {
    /// Stable identifier.
    pub id: String,
    /// Unique name.
    pub name: String,
    /// One or two sentences.
    pub description: String,
    /// The code (single-file templates).
    pub code: Option<String>,
    /// One file or several.
    pub mode: Mode,
    /// The framework used.
    pub framework: Option<Framework>,
    /// The file that defines `app`.
    pub entrypoint: Option<String>,
    /// The files (multi-file templates).
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// How much there is to understand.
    pub complexity: Complexity,
    /// Whether every user sees it.
    pub is_global: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// Words to search for.
    pub tags: Vec<String>,
    /// Its owner, for a user's own template.
    pub user_id: Option<String>,
    /// Whether it needs a `MongoDB` database.
    pub requires_database: bool,
    /// Whether an operator hid it.
    pub is_hidden: bool,
    /// What a newcomer would change first.
    #[serde(default)]
    pub first_edit: Option<FirstEdit>,
}

impl Template {
    /// The files, whatever the mode.
    pub fn all_files(&self) -> Files {
        match (&self.files, &self.code) {
            (Some(files), _) => files.clone(),
            (None, Some(code)) => Files::from([(self.entrypoint_or_default().to_owned(), code.clone())]),
            (None, None) => Files::new(),
        }
    }

    /// The file that defines `app`.
    pub fn entrypoint_or_default(&self) -> &str {
        self.entrypoint.as_deref().unwrap_or(crate::files::SINGLE_FILE)
    }
}

/// The words a newcomer would change first; they stand once in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstEdit {
    /// The file.
    pub file: String,
    /// The words.
    pub find: String,
}
