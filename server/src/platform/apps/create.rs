//! Creating an app, deployed at once or as a draft.

use fp_contract::Timestamp;
use fp_contract::app::{App, AppCreate};

use super::add::{Plan, add};
use super::source::{Edit, Source};
use super::{checked_database, checked_name};
use crate::platform::error::Result;
use crate::platform::{Platform, checking, environment};
use crate::store::UserId;

/// Adds an app. Code with errors is refused unless it is only stored.
pub async fn create(platform: &Platform, user: &UserId, request: AppCreate) -> Result<App> {
    let started_at = Timestamp::now();
    let name = checked_name("name", &request.name)?;
    let database_id = checked_database(platform, user, request.database_id).await?;
    let env = request.env_vars.unwrap_or_default();
    environment::check(&env)?;
    let source = Source::new(Edit {
        code: request.code,
        files: request.files,
        entrypoint: request.entrypoint,
    })?;
    let checked = checking::check(platform, &source.files, &source.entrypoint).await?;
    let framework = checked.framework.or(request.framework);
    if request.deploy {
        checked.advice()?;
    }
    let plan = Plan {
        user: user.clone(),
        name,
        source,
        framework,
        env,
        secrets: std::collections::BTreeMap::new(),
        database_id,
        deploy_since: request.deploy.then_some(started_at),
    };
    add(platform, plan).await
}
