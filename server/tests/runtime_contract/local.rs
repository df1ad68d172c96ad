//! The local engine as a bed, and what is true of it alone.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use async_trait::async_trait;
use fp_server::logs::Logs;
use fp_server::runtime::Runtime;
use fp_server::runtime::local::{LocalRuntime, socket_dir};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::bed::{Bed, Subject, answering};
use crate::local_bed;
use crate::wait::{until, within};

/// The local engine on a temporary folder.
pub(crate) struct LocalBed {
    runtime: Arc<LocalRuntime>,
    logs: Arc<Logs>,
    folder: tempfile::TempDir,
}

#[async_trait]
impl Bed for LocalBed {
    const KEEPS_DATA: bool = true;

    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (runtime, logs) = local_bed::start(folder.path()).await;
        Self {
            runtime,
            logs,
            folder,
        }
    }

    fn runtime(&self) -> Arc<dyn Runtime> {
        self.runtime.clone()
    }

    fn logs(&self) -> Arc<Logs> {
        Arc::clone(&self.logs)
    }

    async fn kill_what_runs_apps(&self) {
        // The parent is the oldest: it was there before it forked the others.
        let parent = processes(self.folder.path()).into_iter().min().unwrap();
        kill(parent).await;
    }
}

impl LocalBed {
    /// Whether anything that the engine started is still there.
    fn is_anything_left(&self) -> bool {
        !processes(self.folder.path()).is_empty()
    }
}

async fn kill(id: u32) {
    let killed = Command::new("kill").args(["-9", &id.to_string()]).status().await;
    assert!(killed.unwrap().success());
}

pub(crate) async fn nothing_is_left_after_a_shut_down() {
    let subject = Subject::<LocalBed>::new().await;
    let code = format!(
        "import subprocess\nsubprocess.Popen(['sleep', '600'])\n{}",
        answering("with a child")
    );
    subject.deploy(&[("app.py", &code)]).await;
    assert!(subject.bed.is_anything_left());
    subject.bed.runtime().shut_down().await;
    until("everything ends", async || !subject.bed.is_anything_left()).await;
}

pub(crate) async fn a_killed_supervisor_is_reported_and_replaced() {
    let mut subject = Subject::<LocalBed>::new().await;
    let code = format!(
        "import os\n{}",
        answering("x").replace("\"x\"", "str(os.getppid())")
    );
    subject.deploy(&[("app.py", &code)]).await;
    let supervisor: u32 = subject.answer().await.parse().unwrap();
    kill(supervisor).await;
    subject.change().await;
    assert_eq!(subject.visitor.get(&subject.id, "/").await.status, 503);
    subject.deploy(&[("app.py", &code)]).await;
    assert_ne!(subject.answer().await, supervisor.to_string());
}

/// Run by [`nothing_is_left_of_a_killed_server`] in a process of its own: a server that lives until it is killed.
pub(crate) async fn be_a_server() {
    let Some(folder) = std::env::var_os("FP_TEST_DATA_DIR") else {
        return;
    };
    let folder = PathBuf::from(folder);
    let (runtime, _logs) = local_bed::start(&folder).await;
    let code = format!(
        "import subprocess\nsubprocess.Popen(['sleep', '600'])\n{}",
        answering("one")
    );
    let release = release(&code);
    let (sender, _stages) = tokio::sync::mpsc::unbounded_channel();
    runtime.apply(&release, sender).await.unwrap();
    println!("ready");
    std::future::pending::<()>().await;
}

fn release(code: &str) -> fp_server::runtime::Release {
    let revision = fp_contract::revision::Revision {
        files: fp_contract::files::single(code.to_owned()),
        entrypoint: "app.py".to_owned(),
        framework: None,
        env_names: Vec::new(),
        database_id: None,
    };
    fp_server::runtime::Release {
        app_id: fp_server::store::AppId("abc12345".to_owned()),
        owner: fp_server::store::UserId("0".repeat(24)),
        revision_id: revision.id(),
        revision: Arc::new(revision),
        env: std::collections::BTreeMap::new(),
        env_version: 0,
    }
}

async fn a_server(folder: &Path) -> tokio::process::Child {
    let mut server = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "local::a_server_to_be_killed",
            "--ignored",
            "--nocapture",
        ])
        .env("FP_TEST_DATA_DIR", folder)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    within("the server's app answers", async {
        while lines.next_line().await.unwrap().expect("the server ended") != "ready" {}
    })
    .await;
    server
}

pub(crate) async fn nothing_is_left_of_a_killed_server() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = a_server(folder.path()).await;
    assert!(
        processes(folder.path()).len() >= 4,
        "parent, supervisor, child, sleep"
    );
    server.kill().await.unwrap();
    until("everything ends", async || processes(folder.path()).is_empty()).await;
}

pub(crate) async fn what_outlives_a_killed_server_is_ended_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = a_server(folder.path()).await;
    let old = processes(folder.path());
    // Stopped, they cannot notice that the server is gone.
    for id in &old {
        let stopped = Command::new("kill")
            .args(["-STOP", &id.to_string()])
            .status()
            .await;
        assert!(stopped.unwrap().success());
    }
    server.kill().await.unwrap();
    assert!(!processes(folder.path()).is_empty());

    let (runtime, _logs) = local_bed::start(folder.path()).await;
    let left = |id: &u32| processes(folder.path()).contains(id);
    until("the old processes are gone", async || !old.iter().any(left)).await;
    let (sender, _stages) = tokio::sync::mpsc::unbounded_channel();
    within("apply", runtime.apply(&release(&answering("one")), sender))
        .await
        .unwrap();
    runtime.shut_down().await;
}

pub(crate) async fn a_python_that_does_not_work_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(&folder.path().join("logs")).unwrap();
    let mut settings = local_bed::settings(folder.path());
    settings.python = folder.path().join("no-python");
    let runtime = LocalRuntime::start(settings, logs).await.unwrap();
    let (sender, _stages) = tokio::sync::mpsc::unbounded_channel();
    let error = within("apply", runtime.apply(&release(&answering("one")), sender))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("no-python cannot be started"), "{error}");
    runtime.shut_down().await;
}

/// The processes that belong to the runtime in `data_dir`: the runner's own, and what apps started.
fn processes(data_dir: &Path) -> Vec<u32> {
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
