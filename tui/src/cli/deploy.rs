//! `fp deploy [DIR]`.

use std::path::Path;
use std::time::Duration;

use fp_contract::app::{App, AppCreate, AppUpdate, DeployRequest, Mode};
use fp_contract::deployment::{Deployment, DeploymentStatus};
use fp_contract::event::Event;
use fp_contract::revision;
use tokio::time::timeout;

use super::Options;
use super::error::CliError;
use super::target::{Target, block_on};
use super::{output, validate};
use crate::client::{Client, ClientError};
use crate::paths::Paths;
use crate::project::{self, LocalProject};
use crate::sanitise::one_line;

/// How long a deployment may take; the server has limits of its own for each stage.
const PATIENCE: Duration = Duration::from_mins(5);

/// Deploys the app in a folder and waits until it is live or has failed.
pub(super) fn run(options: &Options, paths: &Paths, path: &Path, json: bool) -> Result<(), CliError> {
    let project = project::read(path, |name| std::env::var(name).ok())?;
    let client = Target::resolve(options, paths)?.client()?;
    let (app, deployment) = block_on(async {
        let recorded = record(&client, &project).await.inspect_err(print_diagnostics)?;
        let waiting = timeout(PATIENCE, wait(&client, &recorded));
        waiting
            .await
            .map_err(|_| CliError::Timeout(format!("{} is still being deployed", project.name)))?
    })?;
    if json {
        output::json(&deployment)?;
    }
    match &deployment.failure {
        Some(failure) if deployment.status == DeploymentStatus::Failed => {
            let live = app.live_revision.as_deref().map(revision::short);
            let live = live.map_or("nothing answers".to_owned(), |live| {
                format!("revision {live} still answers")
            });
            if let Some(traceback) = &failure.traceback {
                for line in crate::sanitise::lines(traceback) {
                    eprintln!("{line}");
                }
            }
            Err(CliError::Failed(format!(
                "{} was not deployed: {}; {live}",
                project.name,
                one_line(&failure.message)
            )))
        }
        _ if deployment.status == DeploymentStatus::Live => {
            if json {
                Ok(())
            } else {
                output::line(&app.deployment_url)
            }
        }
        _ => Err(CliError::Failed(
            "a newer deployment of the same app took this one's place".to_owned(),
        )),
    }
}

fn print_diagnostics(error: &CliError) {
    if let CliError::Client(ClientError::Invalid { diagnostics, .. }) = error {
        for diagnostic in diagnostics {
            eprintln!("{}", validate::line(diagnostic));
        }
    }
}

/// Creates the app, or deploys the new files of the one of that name, and says which deployment to follow.
async fn record(client: &Client, project: &LocalProject) -> Result<Deployment, CliError> {
    let apps = client.apps().await?;
    let existing = apps.into_iter().find(|app| app.name == project.name);
    let app = match existing {
        Some(app) => app,
        None => create(client, project).await?,
    };
    if project.env_vars.is_some() {
        client
            .update_app(
                &app.app_id,
                &AppUpdate {
                    env_vars: project.env_vars.clone(),
                    ..AppUpdate::default()
                },
            )
            .await?;
    }
    let request = DeployRequest {
        files: Some(project.files.clone()),
        entrypoint: Some(project.entrypoint.clone()),
        base_draft_version: None,
    };
    Ok(client.deploy(&app.app_id, &request).await?.deployment)
}

async fn create(client: &Client, project: &LocalProject) -> Result<App, CliError> {
    let single = project.files.len() == 1;
    let request = AppCreate {
        name: project.name.clone(),
        code: project.files.get(&project.entrypoint).filter(|_| single).cloned(),
        mode: if single { Mode::Single } else { Mode::Multi },
        files: (!single).then(|| project.files.clone()),
        entrypoint: Some(project.entrypoint.clone()),
        deploy: false,
        ..AppCreate::default()
    };
    Ok(client.create_app(&request).await?)
}

/// Waits for the end of a deployment; the first event is a snapshot, so nothing is missed.
async fn wait(client: &Client, recorded: &Deployment) -> Result<(App, Deployment), CliError> {
    let mut events = client.events().await?;
    let mut stage = None;
    loop {
        let changed = match events.next().await? {
            Event::Snapshot { apps, .. } => apps
                .into_iter()
                .find(|app| app.app_id == recorded.app_id)
                .and_then(|app| app.latest_deployment),
            Event::App { app } if app.app_id == recorded.app_id => app.latest_deployment,
            Event::Deployment { deployment } if deployment.app_id == recorded.app_id => Some(*deployment),
            _ => None,
        };
        let Some(deployment) = changed else {
            continue;
        };
        if deployment.id == recorded.id && deployment.current_stage() != stage {
            stage = deployment.current_stage();
            if let Some(stage) = stage {
                eprintln!("{}", stage.as_str());
            }
        }
        if deployment.id != recorded.id || deployment.status.is_final() {
            return ended(client, recorded).await;
        }
    }
}

/// The app and the deployment as the record has them at the end.
async fn ended(client: &Client, recorded: &Deployment) -> Result<(App, Deployment), CliError> {
    let app = client.app(&recorded.app_id).await?.app;
    let list = client.deployments(&recorded.app_id).await?;
    let found = list
        .deployments
        .into_iter()
        .find(|deployment| deployment.id == recorded.id);
    Ok((app, found.unwrap_or_else(|| recorded.clone())))
}
