//! The code of a template: what it must be to be saved, by the policy in force for apps.

use fp_contract::app::Mode;
use fp_contract::template::Template;

use super::words;
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, checking};

/// The variable through which an app reaches its database.
const DATABASE_VARIABLE: &str = "PLATFORM_MONGO_URI";

/// The template with what its code says about it; refused when its words or its code cannot be used.
pub(super) async fn checked(platform: &Platform, mut template: Template) -> Result<Template> {
    words::check(&template.name, &template.description, &template.tags).map_err(Error::Template)?;
    check_mode(&template)?;
    let files = template.all_files();
    let checked = checking::check(platform, &files, template.entrypoint_or_default()).await?;
    template.framework = checked.framework.or(template.framework);
    template.requires_database = checked.env_names.iter().any(|name| name == DATABASE_VARIABLE);
    match checked.advice() {
        Ok(_) => Ok(template),
        Err(refusal) => Err(invalid(format!("Invalid template code: {}", refusal.message))),
    }
}

fn check_mode(template: &Template) -> Result<()> {
    let has_files = template.files.as_ref().is_some_and(|files| !files.is_empty());
    match template.mode {
        Mode::Single if template.code.is_none() => Err(invalid("a single-file template needs code")),
        Mode::Multi if !has_files => Err(invalid("a multi-file template needs files")),
        Mode::Multi if template.framework.is_none() => {
            Err(invalid("a multi-file template needs a framework"))
        }
        Mode::Single | Mode::Multi => Ok(()),
    }
}

fn invalid(reason: impl Into<String>) -> Error {
    Error::Template(reason.into())
}
