//! Files beside the record that tell local clients about this server.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Makes the folder, for its owner alone, unless it is there.
pub(super) fn create_private_folder(path: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

/// Writes a file whole or not at all, readable by its owner alone.
pub(super) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)
}

/// Keeps a second server away from the same data folder; the system takes the lock back when the process ends.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(data_dir: &Path) -> Result<Self, String> {
        let path = data_dir.join("server.lock");
        let cannot = |error: &dyn std::fmt::Display| format!("{} cannot be used: {error}", path.display());
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path);
        let file = file.map_err(|error| cannot(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(format!(
                "another fp-server uses {}\nhint: stop it with `fp down`, or choose another folder with FP_DATA_DIR",
                data_dir.display()
            )),
            Err(std::fs::TryLockError::Error(error)) => Err(cannot(&error)),
        }
    }
}

/// `server.json`: where this server answers. Removed when it stops in good order.
pub(super) struct ServerFile {
    path: PathBuf,
}

impl ServerFile {
    pub(super) fn write(data_dir: &Path, address: SocketAddr, instance: &str) -> std::io::Result<Self> {
        let path = data_dir.join("server.json");
        let content = serde_json::json!({
            "url": format!("http://{address}"),
            "pid": std::process::id(),
            "instance": instance,
        });
        write_private(&path, &content.to_string())?;
        Ok(Self { path })
    }
}

impl Drop for ServerFile {
    fn drop(&mut self) {
        let _already_gone = std::fs::remove_file(&self.path);
    }
}
