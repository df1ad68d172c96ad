//! An app as one archive: a `.zip` with `fp-app.json` and the files below `files/`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{Framework, Mode};

/// The version of the archive's form that is written; a greater one is not read.
pub const FORMAT: u32 = 1;

/// `fp-app.json`: what an archive says beside the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Manifest {
    /// The version of the archive's form.
    pub format: u32,
    /// The app's name.
    pub name: String,
    /// One file or several.
    #[serde(default)]
    pub mode: Mode,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// The framework found in the code.
    #[serde(default)]
    pub framework: Option<Framework>,
    /// Names of the variables.
    #[serde(default)]
    pub env_names: Vec<String>,
    /// The variables with their values, when they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<BTreeMap<String, String>>,
    /// Names of the secrets; their values are never part of an archive.
    #[serde(default)]
    pub secret_names: Vec<String>,
    /// The owner's names for revisions, by revision; for reading only.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}
