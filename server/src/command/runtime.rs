//! Which runtime engine a server has, and starting it.

use std::path::Path;
use std::sync::Arc;

use fp_server::config::Options;
use fp_server::logs::Logs;
use fp_server::runtime::Runtime;
use fp_server::runtime::kubernetes::{KubernetesRuntime, KubernetesSettings, LimitSeconds};
use fp_server::runtime::local::{LocalRuntime, LocalSettings, environment, socket_dir};

/// What an engine needs before the server's tasks start: a Python for the local one, prepared in the foreground.
pub(super) enum Prepared {
    /// Processes of this machine, run by this Python.
    Local(std::path::PathBuf),
    /// Pods of a cluster.
    Kubernetes,
}

/// Prepares the engine that the options name.
pub(super) fn prepare(options: &Options, data_dir: &Path) -> Result<Prepared, String> {
    if options.runtime == "kubernetes" {
        return Ok(Prepared::Kubernetes);
    }
    match &options.runner_python {
        Some(python) => Ok(Prepared::Local(python.clone())),
        None => environment::prepare(data_dir, &mut |line| tracing::info!("{line}"))
            .map(Prepared::Local)
            .map_err(|error| error.to_string()),
    }
}

/// Starts the engine.
pub(super) async fn start(
    prepared: Prepared,
    options: &Options,
    data_dir: &Path,
    logs: Arc<Logs>,
) -> Result<Arc<dyn Runtime>, String> {
    match prepared {
        Prepared::Local(python) => start_local(options, data_dir, python, logs).await,
        Prepared::Kubernetes => {
            let runtime = KubernetesRuntime::start(settings(options), logs)
                .await
                .map_err(|error| error.to_string())?;
            Ok(runtime)
        }
    }
}

/// How apps run in a cluster.
pub(super) fn settings(options: &Options) -> KubernetesSettings {
    let app_domain = options.app_domain(options.listen.port());
    options.kubernetes.settings(&app_domain, limits(options))
}

fn limits(options: &Options) -> LimitSeconds {
    LimitSeconds {
        import: options.start_seconds,
        start: options.start_seconds,
        health: options.health_seconds,
        drain: options.drain_seconds,
    }
}

async fn start_local(
    options: &Options,
    data_dir: &Path,
    python: std::path::PathBuf,
    logs: Arc<Logs>,
) -> Result<Arc<dyn Runtime>, String> {
    let runner_dir = environment::unpack_runner(data_dir).map_err(|error| error.to_string())?;
    let socket_dir =
        socket_dir(data_dir).map_err(|error| format!("{} cannot be used: {error}", data_dir.display()))?;
    let settings = LocalSettings {
        python,
        runner_dir,
        data_dir: data_dir.to_owned(),
        socket_dir,
        import_seconds: options.start_seconds,
        start_seconds: options.start_seconds,
        health_seconds: options.health_seconds,
        drain_seconds: options.drain_seconds,
    };
    let runtime = LocalRuntime::start(settings, logs)
        .await
        .map_err(|error| error.to_string())?;
    Ok(runtime)
}
