//! Templates: starter apps, and what users keep of their own.

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

/// A template as clients see it.
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

/// `POST /api/templates`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "name": "My start",
    "description": "What I begin with.",
    "code": "from fastapi import FastAPI\n\napp = FastAPI()\n",
    "tags": ["mine"],
}))]
pub struct TemplateCreate {
    /// The name, unique among the owner's; 1 to 60 characters.
    pub name: String,
    /// One or two sentences, 1 to 300 characters.
    pub description: String,
    /// The code of a single-file template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// One file or several.
    #[serde(default)]
    pub mode: Mode,
    /// The framework; found in the code where it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Framework>,
    /// The file that defines `app`; `app.py` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
    /// The files of a multi-file template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// How much there is to understand.
    #[serde(default)]
    pub complexity: Complexity,
    /// Words to search for, at most 12 of at most 40 characters.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// `PUT /api/templates/{template_id}`; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"description": "What I begin with now."}))]
pub struct TemplateUpdate {
    /// Another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Other code (single-file templates).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Other files (multi-file templates); they replace all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// How much there is to understand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complexity: Option<Complexity>,
    /// Other words to search for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

/// `PUT /api/admin/templates/{template_id}`; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"is_hidden": true}))]
pub struct TemplateAdminUpdate {
    /// What its owner could change too.
    #[serde(flatten)]
    pub change: TemplateUpdate,
    /// Whether users are not to see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_hidden: Option<bool>,
}

/// The reply to removing a template.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateDeleted {
    /// Always true: a failure answers with an error.
    pub success: bool,
    /// The template that was removed.
    pub deleted_id: String,
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
