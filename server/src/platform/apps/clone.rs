//! Cloning an app: the same code and settings under another name, without the values of its variables.

use std::collections::BTreeMap;

use fp_contract::Timestamp;
use fp_contract::app::App;

use super::add::{Plan, add};
use super::source::Source;
use super::{MAX_NAME, owned, usable_database};
use crate::platform::error::Result;
use crate::platform::{Platform, checking};
use crate::store::{AppId, SealedEnv, UserId};

/// What the name of a clone ends with, once.
const SUFFIX: &str = "-copy";

/// Adds an app with the draft's code and deploys it. It has the same variables and secrets, all empty, and the same database
/// as long as there is one.
pub async fn clone(platform: &Platform, user: &UserId, id: &AppId) -> Result<App> {
    let started_at = Timestamp::now();
    let app = owned(platform, user, id).await?;
    let source = Source::stored(platform.store.draft(id).await?, app.mode);
    let checked = checking::check(platform, &source.files, &source.entrypoint).await?;
    let framework = checked.framework.or(app.framework);
    checked.advice()?;
    let database_id = match app.database_id {
        Some(database) if usable_database(platform, user, &database).await? => Some(database),
        _ => None,
    };
    let plan = Plan {
        user: user.clone(),
        name: name_of_clone(&app.name),
        source,
        framework,
        env: emptied(&app.env),
        secrets: emptied(&app.secrets),
        database_id,
        deploy_since: Some(started_at),
    };
    add(platform, plan).await
}

fn emptied(sealed: &SealedEnv) -> BTreeMap<String, String> {
    sealed.keys().map(|name| (name.clone(), String::new())).collect()
}

/// The name with the suffix, cut so that it stays a name.
fn name_of_clone(name: &str) -> String {
    let base = name.strip_suffix(SUFFIX).unwrap_or(name);
    let kept: String = base.chars().take(MAX_NAME - SUFFIX.len()).collect();
    kept + SUFFIX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_is_not_doubled() {
        assert_eq!(name_of_clone("demo"), "demo-copy");
        assert_eq!(name_of_clone("demo-copy"), "demo-copy");
        let long = name_of_clone(&"é".repeat(MAX_NAME));
        assert_eq!(long.chars().count(), MAX_NAME);
        assert!(long.ends_with("é-copy"));
    }
}
