//! Apps: their drafts, deployments and logs.

mod activity;
mod cancel;
mod clone;
mod create;
mod delete;
mod deploy;
mod deploy_revision;
mod deploy_status;
mod deployment;
mod deployments;
mod diff;
mod draft;
mod errors;
mod events;
mod export;
mod health_status;
mod import;
mod import_env;
mod instances;
mod label;
mod list;
mod log_stream;
mod logs;
mod metrics;
mod proxy;
mod purge;
mod read;
mod remove_secret;
mod requests;
mod restart;
mod restore;
mod revision;
mod revisions;
mod rollback;
mod secrets;
mod set_secret;
mod sleep;
mod start;
mod status;
mod stop;
mod trash;
mod update;
mod validate;
mod validate_app;
mod versions;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::ApiState;
pub(in crate::api) use logs::Lines;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(read::read, update::update, delete::delete))
        .routes(routes!(activity::note_activity))
        .routes(routes!(cancel::cancel))
        .routes(routes!(clone::clone))
        .routes(routes!(deploy::deploy))
        .routes(routes!(deploy_revision::deploy_revision))
        .routes(routes!(deploy_status::deploy_status))
        .routes(routes!(deployment::deployment))
        .routes(routes!(deployments::deployments))
        .routes(routes!(diff::diff))
        .routes(routes!(draft::save_draft))
        .routes(routes!(errors::errors))
        .routes(routes!(events::events))
        .routes(routes!(health_status::health_status))
        .routes(routes!(export::export))
        .routes(routes!(import::import))
        .routes(routes!(import_env::import_env))
        .routes(routes!(instances::instances))
        .routes(routes!(metrics::metrics))
        .routes(routes!(requests::requests))
        .routes(routes!(label::label))
        .routes(routes!(log_stream::log_stream))
        .routes(routes!(logs::logs))
        .routes(routes!(proxy::proxy))
        .routes(routes!(purge::purge))
        .routes(routes!(restart::restart))
        .routes(routes!(restore::restore))
        .routes(routes!(revision::revision))
        .routes(routes!(revisions::revisions))
        .routes(routes!(rollback::rollback))
        .routes(routes!(secrets::secrets))
        .routes(routes!(set_secret::set_secret, remove_secret::remove_secret))
        .routes(routes!(sleep::sleep))
        .routes(routes!(start::start))
        .routes(routes!(status::status))
        .routes(routes!(stop::stop))
        .routes(routes!(trash::trash))
        .routes(routes!(validate::validate))
        .routes(routes!(validate_app::validate_app))
        .routes(routes!(versions::versions))
        .layer(Extension(list::WholeLists::default()))
}
