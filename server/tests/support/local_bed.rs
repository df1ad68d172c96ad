//! The local runtime on a folder of its own.

use std::path::Path;
use std::sync::Arc;

use fp_server::logs::Logs;
use fp_server::runtime::local::{LocalRuntime, LocalSettings, socket_dir};

use crate::python;

/// Settings with limits that make failures quick.
pub(crate) fn settings(data_dir: &Path) -> LocalSettings {
    LocalSettings {
        python: python::python(),
        runner_dir: python::runner_dir(),
        data_dir: data_dir.to_owned(),
        socket_dir: socket_dir(data_dir).unwrap(),
        import_seconds: 3,
        start_seconds: 3,
        health_seconds: 2,
        drain_seconds: 5,
    }
}

/// Starts a runtime that keeps everything in `data_dir`.
pub(crate) async fn start(data_dir: &Path) -> (Arc<LocalRuntime>, Arc<Logs>) {
    let logs = Logs::open(&data_dir.join("logs")).unwrap();
    let runtime = LocalRuntime::start(settings(data_dir), Arc::clone(&logs))
        .await
        .unwrap();
    (runtime, logs)
}
