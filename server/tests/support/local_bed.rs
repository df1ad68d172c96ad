//! The local runtime on a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fp_server::logs::Logs;
use fp_server::runtime::local::{LocalRuntime, LocalSettings, socket_dir};

use crate::python;

/// Settings with limits that make failures quick.
pub fn settings(data_dir: &Path) -> LocalSettings {
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
pub async fn start(data_dir: &Path) -> (Arc<LocalRuntime>, Arc<Logs>) {
    let logs = Logs::open(&data_dir.join("logs")).unwrap();
    let runtime = LocalRuntime::start(settings(data_dir), Arc::clone(&logs))
        .await
        .unwrap();
    (runtime, logs)
}

/// The processes that belong to the runtime in `data_dir`: the runner's own, and what apps started.
pub fn processes(data_dir: &Path) -> Vec<u32> {
    let sockets = socket_dir(data_dir).unwrap();
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|entry| belongs(&entry.path(), data_dir, &sockets))
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|id| *id != std::process::id())
        .collect()
}

fn belongs(process: &Path, data_dir: &Path, sockets: &Path) -> bool {
    let command = std::fs::read(process.join("cmdline")).unwrap_or_default();
    let folder: PathBuf = std::fs::read_link(process.join("cwd")).unwrap_or_default();
    let command = String::from_utf8_lossy(&command);
    command.contains(&*sockets.to_string_lossy()) || folder.starts_with(data_dir.join("apps"))
}
