//! Which processes this server started, written down so that the next one can end what a killed one left behind.
//!
//! A process is named by its id and the moment it started, because ids are used again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// How long a killed process may take to disappear.
const DISAPPEAR: Duration = Duration::from_secs(5);
/// How often a process that is to disappear is looked at: the kernel tells only parents.
const LOOK: Duration = Duration::from_millis(5);

/// The processes written down in one folder, a file each. Empty where there is no `/proc`.
#[derive(Clone, Debug)]
pub(super) struct Processes {
    folder: PathBuf,
    /// Processes that work in here belong to apps.
    apps_dir: PathBuf,
}

impl Processes {
    pub(super) fn open(data_dir: &Path) -> io::Result<Self> {
        let folder = data_dir.join("processes");
        fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            apps_dir: data_dir.join("apps"),
        })
    }

    /// Writes a process down.
    pub(super) async fn note(&self, id: u32) {
        let file = self.folder.join(id.to_string());
        let write = move || birth(id).map_or(Ok(()), |name| fs::write(file, name));
        if let Ok(Err(error)) = tokio::task::spawn_blocking(write).await {
            tracing::warn!(process = id, %error, "a process could not be written down");
        }
    }

    /// Strikes a process out that has ended, soon.
    pub(super) fn forget(&self, id: u32) {
        let file = self.folder.join(id.to_string());
        tokio::task::spawn_blocking(move || {
            let _was_not_there = fs::remove_file(file);
        });
    }

    /// Kills a process that was written down, its whole group with it, and forgets it.
    pub(super) async fn kill(&self, id: u32) {
        let file = self.folder.join(id.to_string());
        let this = self.clone();
        let kill = move || {
            let recorded = fs::read_to_string(&file).unwrap_or_default();
            this.kill_if_same(id, &recorded);
            let _gone_already = fs::remove_file(file);
            recorded
        };
        let Ok(recorded) = tokio::task::spawn_blocking(kill).await else {
            return;
        };
        let gone = async {
            while birth(id).is_some_and(|name| name == recorded) {
                tokio::time::sleep(LOOK).await;
            }
        };
        if tokio::time::timeout(DISAPPEAR, gone).await.is_err() {
            tracing::warn!(process = id, "a process does not end although it was killed");
        }
    }

    /// Kills everything that is written down.
    pub(super) async fn kill_all(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let ids: Vec<u32> = entries
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .collect();
        for id in ids {
            self.kill(id).await;
        }
    }

    fn kill_if_same(&self, id: u32, recorded: &str) {
        let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) else {
            return;
        };
        match birth(id) {
            Some(name) if name == recorded => {
                if stat_field(id, FIELD_GROUP) == Some(u64::from(id)) {
                    let _gone_already = kill_process_group(pid, Signal::KILL);
                }
                let _gone_already = kill_process(pid, Signal::KILL);
            }
            // The id belongs to somebody else now.
            Some(_) => {}
            None => self.kill_group_without_leader(id),
        }
    }

    /// Kills the processes of a group whose leader has gone, if they work in an app's folder.
    fn kill_group_without_leader(&self, group: u32) {
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(id) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse::<u32>().ok())
            else {
                continue;
            };
            let works_here = fs::read_link(entry.path().join("cwd"))
                .is_ok_and(|folder| folder.starts_with(&self.apps_dir));
            if works_here
                && stat_field(id, FIELD_GROUP) == Some(u64::from(group))
                && let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw)
            {
                let _gone_already = kill_process(pid, Signal::KILL);
            }
        }
    }
}

/// Fields of `/proc/PID/stat`, counted from 1 as proc(5) does.
const FIELD_STATE: usize = 3;
const FIELD_GROUP: usize = 5;
const FIELD_START_TIME: usize = 22;

/// What tells a process from every other one that had or will have its id; `None` when it has ended.
fn birth(id: u32) -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let start = stat_field(id, FIELD_START_TIME)?;
    Some(format!("{} {start}", boot.trim()))
}

/// A number from `/proc/PID/stat`; `None` when the process has ended, even if nobody has asked for its end yet.
fn stat_field(id: u32, field: usize) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is the program's name in brackets; it may contain anything.
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    let is_zombie = fields.get(FIELD_STATE - 3) == Some(&"Z");
    if is_zombie {
        return None;
    }
    fields.get(field - 3)?.parse().ok()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::os::unix::process::CommandExt as _;
    use std::process::{Child, Command};

    fn sleeper() -> Child {
        Command::new("sleep").arg("600").process_group(0).spawn().unwrap()
    }

    #[tokio::test]
    async fn what_was_written_down_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let processes = Processes::open(folder.path()).unwrap();
        let mut child = sleeper();
        processes.note(child.id()).await;
        processes.kill_all().await;
        assert!(!child.wait().unwrap().success());
        assert!(
            !folder
                .path()
                .join("processes")
                .join(child.id().to_string())
                .exists()
        );
    }

    #[tokio::test]
    async fn a_process_with_the_same_id_but_another_start_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let processes = Processes::open(folder.path()).unwrap();
        let mut child = sleeper();
        fs::write(processes.folder.join(child.id().to_string()), "another-boot 1").unwrap();
        processes.kill_all().await;
        assert!(child.try_wait().unwrap().is_none(), "it was killed");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
