//! One template file: its fields and what they must hold. The fields are described in `templates/README.md`.

use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::files::Files;
use fp_contract::template::{Complexity, FirstEdit, Template};
use serde::Deserialize;

use crate::platform::checking;
use crate::platform::error::Error;
use crate::platform::templates::words;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateFile {
    name: String,
    description: String,
    #[serde(default)]
    complexity: Complexity,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    mode: Mode,
    framework: Option<Framework>,
    entrypoint: Option<String>,
    code: Option<String>,
    files: Option<Files>,
    #[serde(default)]
    requires_database: bool,
    first_edit: Option<FirstEdit>,
    /// Requests that tests send; of no use to a running server.
    #[serde(default, rename = "try")]
    _requests: Vec<serde_norway::Value>,
}

/// The template in `text`, called after its file; or why it cannot be used.
pub(super) fn parse(stem: &str, text: &str) -> Result<Template, String> {
    let file: TemplateFile = serde_norway::from_str(text).map_err(|error| error.to_string())?;
    words::check(&file.name, &file.description, &file.tags)?;
    let template = Template {
        id: stem.to_owned(),
        name: file.name,
        description: file.description,
        code: file.code,
        mode: file.mode,
        framework: file.framework,
        entrypoint: file.entrypoint,
        files: file.files,
        complexity: file.complexity,
        is_global: true,
        created_at: Timestamp::now(),
        tags: file.tags,
        user_id: None,
        requires_database: file.requires_database,
        is_hidden: false,
        first_edit: file.first_edit,
    };
    check_mode(&template)?;
    check_first_edit(&template)?;
    check_code(&template)?;
    Ok(template)
}

fn check_mode(template: &Template) -> Result<(), String> {
    match (template.mode, &template.code, &template.files) {
        (Mode::Single, Some(_), None) => Ok(()),
        (Mode::Single, ..) => Err("a single-file template has code and no files".to_owned()),
        (Mode::Multi, None, Some(files)) if !files.is_empty() => Ok(()),
        (Mode::Multi, ..) => Err("a multi-file template has files and no code".to_owned()),
    }
}

/// The words to change stand once in their file, or a newcomer would change the wrong ones.
fn check_first_edit(template: &Template) -> Result<(), String> {
    let Some(FirstEdit { file, find }) = &template.first_edit else {
        return Ok(());
    };
    let files = template.all_files();
    let text = files
        .get(file)
        .ok_or_else(|| format!("first_edit names {file}, which is not there"))?;
    match text.matches(find.as_str()).count() {
        1 if !find.is_empty() => Ok(()),
        count => Err(format!(
            "first_edit looks for {find:?}, which stands {count} times in {file}"
        )),
    }
}

fn check_code(template: &Template) -> Result<(), String> {
    let checked = checking::check_now(&template.all_files(), template.entrypoint_or_default());
    match checked.advice() {
        Ok(_) => Ok(()),
        Err(refusal) => Err(Error::from(refusal).to_string()),
    }
}
